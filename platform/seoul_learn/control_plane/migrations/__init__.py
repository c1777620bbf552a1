"""The control plane's schema through time: Piccolo migrations in `versions/`, run as the owner by `migrate_control`."""

from seoul_learn.control_plane.migrations.migrate import migrate_control, pending_migrations

__all__ = ["migrate_control", "pending_migrations"]
