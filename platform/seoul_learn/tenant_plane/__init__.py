"""What belongs to one tenant. Row-level security under a role of its own; see docs/adr/0003."""
