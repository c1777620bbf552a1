"""State registers, consents and look-ups; how long somebody's word counts, by the city's own terms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_BEFORE = "'told', 'unknown', 'to_be_shown', 'asked_again'"
_WITH_REGISTERS = f"{_BEFORE}, 'looked_up'"


def upgrade() -> None:
    op.create_table(
        "attestation_terms",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("by_fact", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("months between 1 and 120", name=op.f("ck_attestation_terms_months")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attestation_terms")),
        schema="tenant",
    )
    op.create_table(
        "register",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("purpose", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("law", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("config", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("timeout_seconds", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.Integer(), nullable=False),
        sa.Column("monthly_limit_minor", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_register")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_register_tenant_id_slug")),
        schema="tenant",
    )
    op.create_table(
        "register_consent",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_register_consent")),
        schema="tenant",
    )
    op.create_table(
        "register_look_up",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("cost_minor", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state in ('requested', 'asking', 'unknown')) = (settled_at is null)",
            name=op.f("ck_register_look_up_settled"),
        ),
        sa.CheckConstraint(
            "state in ('requested', 'asking', 'unknown', 'answered', 'not_found', 'failed', 'taken_back')",
            name=op.f("ck_register_look_up_state"),
        ),
        sa.CheckConstraint("cost_minor >= 0", name=op.f("ck_register_look_up_cost")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_register_look_up")),
        schema="tenant",
    )
    distribute("attestation_terms")
    distribute("register")
    distribute("register_consent")
    distribute("register_look_up")
    op.create_index(
        "uq_register_consent_standing",
        "register_consent",
        ["tenant_id", "person_id", "programme_id", "register", "fact"],
        unique=True,
        schema="tenant",
        postgresql_where="withdrawn_at is null",
    )
    op.create_index(
        "ix_register_look_up_application",
        "register_look_up",
        ["tenant_id", "application_id"],
        unique=False,
        schema="tenant",
    )
    op.create_index(
        "ix_register_look_up_consent", "register_look_up", ["tenant_id", "consent_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "ix_register_look_up_spent",
        "register_look_up",
        ["tenant_id", "register", "settled_at"],
        unique=False,
        schema="tenant",
    )
    op.create_index(
        "uq_register_look_up_open",
        "register_look_up",
        ["tenant_id", "application_id", "fact"],
        unique=True,
        schema="tenant",
        postgresql_where="state in ('requested', 'asking', 'unknown')",
    )
    op.add_column("proposal", sa.Column("valid_until", sa.Date(), nullable=True), schema="tenant")
    op.create_foreign_key(
        op.f("fk_register_consent_person_id"),
        "register_consent",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_register_consent_programme_id"),
        "register_consent",
        "programme",
        ["tenant_id", "programme_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_register_look_up_application_id"),
        "register_look_up",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_register_look_up_consent_id"),
        "register_look_up",
        "register_consent",
        ["tenant_id", "consent_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    isolate("attestation_terms")
    isolate("register")
    isolate("register_consent")
    isolate("register_look_up")
    _answers(_WITH_REGISTERS)


def downgrade() -> None:
    # Forced row-level security hides every answer from the owner too; the constraint would see them.
    op.execute("alter table tenant.fact_answer no force row level security")
    op.execute("update tenant.fact_answer set state = 'unknown' where state = 'looked_up'")
    op.execute("alter table tenant.fact_answer force row level security")
    _answers(_BEFORE)
    op.drop_column("proposal", "valid_until", schema="tenant")
    op.drop_index(
        "uq_register_look_up_open",
        table_name="register_look_up",
        schema="tenant",
        postgresql_where="state in ('requested', 'asking', 'unknown')",
    )
    op.drop_index("ix_register_look_up_spent", table_name="register_look_up", schema="tenant")
    op.drop_index("ix_register_look_up_consent", table_name="register_look_up", schema="tenant")
    op.drop_index("ix_register_look_up_application", table_name="register_look_up", schema="tenant")
    op.drop_table("register_look_up", schema="tenant")
    op.drop_index(
        "uq_register_consent_standing",
        table_name="register_consent",
        schema="tenant",
        postgresql_where="withdrawn_at is null",
    )
    op.drop_table("register_consent", schema="tenant")
    op.drop_table("register", schema="tenant")
    op.drop_table("attestation_terms", schema="tenant")


def _answers(states: str) -> None:
    op.drop_constraint(op.f("ck_fact_answer_state"), "fact_answer", schema="tenant", type_="check")
    op.create_check_constraint(op.f("ck_fact_answer_state"), "fact_answer", f"state in ({states})", schema="tenant")
