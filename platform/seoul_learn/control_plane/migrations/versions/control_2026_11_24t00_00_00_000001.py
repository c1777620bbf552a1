"""The first tables: tenants and their hosts, operators, the shared catalogue."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from seoul_learn.control_plane.migrations.statements import sql_migration

ID = "2026-11-24T00:00:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "tenants, operators, offerings"

TENANTS = (
    """
    create table control.tenant (
        id uuid primary key,
        slug text not null constraint tenant_slug_unique unique,
        name jsonb not null constraint tenant_name_is_a_map check (jsonb_typeof(name) = 'object'),
        lifecycle text not null constraint tenant_lifecycle_known
            check (lifecycle in ('agreed', 'preparing', 'trial', 'live', 'suspended', 'closed')),
        timezone text not null,
        created_at timestamptz not null,
        changed_at timestamptz not null
    )
    """,
    """
    create table control.host (
        host text primary key constraint host_is_lower_case check (host = lower(host) and host !~ '[:/ ]'),
        tenant_id uuid not null references control.tenant on delete restrict,
        canonical boolean not null default false
    )
    """,
    "create unique index host_one_canonical on control.host (tenant_id) where canonical",
    "create index host_tenant on control.host (tenant_id)",
    """
    create table control.lifecycle_change (
        id uuid primary key,
        tenant_id uuid not null references control.tenant on delete restrict,
        before text,
        after text not null,
        by text not null,
        at timestamptz not null,
        reason text not null
    )
    """,
    "create index lifecycle_change_tenant on control.lifecycle_change (tenant_id, at)",
    """
    create table control.directory_version (
        id smallint primary key constraint directory_version_one_row check (id = 1),
        version bigint not null
    )
    """,
    "insert into control.directory_version (id, version) values (1, 0)",
)

OPERATORS = (
    """
    create table control.operator (
        id uuid primary key,
        email text not null constraint operator_email_unique unique
            constraint operator_email_is_lower_case check (email = lower(email)),
        display_name text not null,
        totp_secret bytea,
        totp_confirmed_at timestamptz,
        totp_last_step bigint,
        active boolean not null default true,
        created_at timestamptz not null,
        constraint operator_confirmed_has_secret check (totp_confirmed_at is null or totp_secret is not null)
    )
    """,
    """
    create table control.operator_code (
        id uuid primary key,
        operator_id uuid not null references control.operator on delete cascade,
        code_digest bytea not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        attempts integer not null default 0,
        used_at timestamptz
    )
    """,
    "create index operator_code_operator on control.operator_code (operator_id, created_at)",
    """
    create table control.operator_session (
        id uuid primary key,
        operator_id uuid not null references control.operator on delete cascade,
        token_digest bytea not null constraint operator_session_token_unique unique,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        second_factor_at timestamptz
    )
    """,
    "create index operator_session_operator on control.operator_session (operator_id)",
    """
    create table control.operator_rate (
        key_digest bytea primary key,
        window_started_at timestamptz not null,
        attempts integer not null
    )
    """,
    """
    create table control.operator_mail (
        id uuid primary key,
        recipient text not null,
        subject text not null,
        body text not null,
        state text not null constraint operator_mail_state_known check (state in ('queued', 'sent', 'failed')),
        created_at timestamptz not null,
        sent_at timestamptz
    )
    """,
    "create index operator_mail_queued on control.operator_mail (id) where state = 'queued'",
)

OFFERINGS = (
    """
    create table control.provider (
        id uuid primary key,
        slug text not null constraint provider_slug_unique unique,
        name jsonb not null
    )
    """,
    """
    create table control.offering (
        id uuid primary key,
        slug text not null constraint offering_slug_unique unique,
        provider_id uuid not null references control.provider on delete restrict,
        title jsonb not null,
        summary jsonb not null,
        category text not null,
        levels text[] not null,
        languages text[] not null,
        market_price_minor bigint not null constraint offering_price_not_negative check (market_price_minor >= 0),
        currency text not null constraint offering_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
        period text not null constraint offering_period_known check (period in ('once', 'month', 'year')),
        delivery text not null constraint offering_delivery_known check (delivery in ('online', 'live', 'printed')),
        active boolean not null default true
    )
    """,
    "create index offering_provider on control.offering (provider_id)",
)

# Only what the use cases do: tenants, their history and the catalogue are never deleted by the application.
GRANTS = (
    "grant usage on schema control to seoul_learn_control",
    "grant select on control.migration to seoul_learn_control",
    """
    grant select, insert, update on control.tenant, control.provider, control.offering, control.operator
    to seoul_learn_control
    """,
    "grant select, insert on control.lifecycle_change to seoul_learn_control",
    "grant select, update on control.directory_version to seoul_learn_control",
    """
    grant select, insert, update, delete on control.host, control.operator_code, control.operator_session,
        control.operator_rate, control.operator_mail
    to seoul_learn_control
    """,
)

BACKWARDS = (
    """
    drop table control.offering, control.provider, control.operator_mail, control.operator_rate,
        control.operator_session, control.operator_code, control.operator, control.directory_version,
        control.lifecycle_change, control.host, control.tenant
    """,
    "revoke select on control.migration from seoul_learn_control",
)


async def forwards() -> MigrationManager:
    """The schema as it began."""
    return sql_migration(
        ID,
        description=DESCRIPTION,
        forwards=(*TENANTS, *OPERATORS, *OFFERINGS, *GRANTS),
        backwards=BACKWARDS,
    )
