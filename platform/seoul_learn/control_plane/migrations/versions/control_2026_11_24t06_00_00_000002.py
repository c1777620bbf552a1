"""Letters to operators can be on their way, and of unknown fate."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from seoul_learn.control_plane.migrations.statements import sql_migration

ID = "2026-11-24T06:00:00:000002"
VERSION = "1.38.0"
DESCRIPTION = "letters to operators: sending, unknown"

_STATES = "alter table control.operator_mail drop constraint operator_mail_state_known"
_KNOWN = "alter table control.operator_mail add constraint operator_mail_state_known check (state in ({}))"


async def forwards() -> MigrationManager:
    """Two states more."""
    return sql_migration(
        ID,
        description=DESCRIPTION,
        forwards=(_STATES, _KNOWN.format("'queued', 'sending', 'sent', 'failed', 'unknown'")),
        backwards=(
            "update control.operator_mail set state = 'failed' where state in ('sending', 'unknown')",
            _STATES,
            _KNOWN.format("'queued', 'sent', 'failed'"),
        ),
    )
