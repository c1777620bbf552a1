"""What spans tenants: hosts, lifecycle, operators, the shared offerings. It knows no person of any tenant."""
