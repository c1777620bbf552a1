"""Bringing a platform up on a machine: its database server, roles, migrations, health and demo."""
