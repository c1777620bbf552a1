"""Learning tools that providers register, and the one-time tokens they register by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from seoul_learn.control_plane.migrations.statements import sql_migration

ID = "2026-11-25T00:00:00:000003"
VERSION = "1.38.0"
DESCRIPTION = "learning tools"


async def forwards() -> MigrationManager:
    """Two tables; a registration is withdrawn, never deleted."""
    return sql_migration(
        ID,
        description=DESCRIPTION,
        forwards=(
            """
            create table control.lti_tool (
                id uuid primary key,
                client_id text not null constraint lti_tool_client_id_unique unique,
                provider_id uuid not null references control.provider on delete restrict,
                tenant_id uuid references control.tenant on delete restrict,
                state text not null constraint lti_tool_state_known
                    check (state in ('waiting', 'confirmed', 'withdrawn')),
                terms jsonb not null constraint lti_tool_terms_are_a_map check (jsonb_typeof(terms) = 'object'),
                reachable text[] not null,
                registered_at timestamptz not null,
                confirmed_at timestamptz,
                confirmed_by text,
                constraint lti_tool_confirmed_by_somebody
                    check (state <> 'confirmed' or (confirmed_at is not null and confirmed_by is not null))
            )
            """,
            "create index lti_tool_provider on control.lti_tool (provider_id)",
            "create index lti_tool_tenant on control.lti_tool (tenant_id)",
            """
            create table control.lti_invitation (
                id uuid primary key,
                provider_id uuid not null references control.provider on delete restrict,
                tenant_id uuid not null references control.tenant on delete restrict,
                token_digest bytea not null constraint lti_invitation_token_unique unique,
                made_at timestamptz not null,
                made_by text not null,
                expires_at timestamptz not null,
                used_at timestamptz
            )
            """,
            "create index lti_invitation_provider on control.lti_invitation (provider_id)",
            "create index lti_invitation_tenant on control.lti_invitation (tenant_id)",
            "grant select, insert, update on control.lti_tool, control.lti_invitation to seoul_learn_control",
        ),
        backwards=("drop table control.lti_invitation, control.lti_tool",),
    )
