"""Alembic migrations of the tenant plane, in the order of the data rules (docs/adr/0003)."""
