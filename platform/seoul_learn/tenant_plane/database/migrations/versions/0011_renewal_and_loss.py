"""Renewing, losing, leaving and coming back; documents that are destroyed on schedule."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_DAYS = ("lost_on", "protected_until", "left_on", "renewal_opened_on", "end_told_on")
_BEFORE = "state <> 'withdrawn'"
_AFTER = "state <> 'withdrawn' and closed_at is null"


def upgrade() -> None:
    op.add_column("application", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True), schema="tenant")
    op.add_column("application", sa.Column("renews_id", sa.Uuid(), nullable=True), schema="tenant")
    op.create_foreign_key(
        op.f("fk_application_renews_id"),
        "application",
        "application",
        ["tenant_id", "renews_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_index(
        op.f("ix_application_renews"),
        "application",
        ["tenant_id", "renews_id"],
        unique=False,
        schema="tenant",
        postgresql_where="renews_id is not null",
    )
    _one_running(_AFTER)
    for day in _DAYS:
        op.add_column("entitlement", sa.Column(day, sa.Date(), nullable=True), schema="tenant")
    op.drop_constraint(op.f("ck_entitlement_state"), "entitlement", schema="tenant", type_="check")
    _check("entitlement", "state", "state in ('active', 'ending', 'ended')")
    _check("entitlement", "ending", "state <> 'ending' or protected_until is not null")
    op.create_index(
        op.f("ix_entitlement_state"), "entitlement", ["tenant_id", "state", "ends_on"], unique=False, schema="tenant"
    )
    op.add_column(
        "casework_terms",
        sa.Column("documents_kept_days", sa.Integer(), server_default="30", nullable=False),
        schema="tenant",
    )
    _check("casework_terms", "documents_kept_days", "documents_kept_days between 1 and 3650")


def downgrade() -> None:
    op.drop_column("casework_terms", "documents_kept_days", schema="tenant")
    op.drop_index(op.f("ix_entitlement_state"), table_name="entitlement", schema="tenant")
    op.drop_constraint(op.f("ck_entitlement_ending"), "entitlement", schema="tenant", type_="check")
    op.drop_constraint(op.f("ck_entitlement_state"), "entitlement", schema="tenant", type_="check")
    _check("entitlement", "state", "state in ('active', 'ended')")
    for day in _DAYS:
        op.drop_column("entitlement", day, schema="tenant")
    _one_running(_BEFORE)
    op.drop_index(op.f("ix_application_renews"), table_name="application", schema="tenant")
    op.drop_constraint(op.f("fk_application_renews_id"), "application", schema="tenant", type_="foreignkey")
    op.drop_column("application", "renews_id", schema="tenant")
    op.drop_column("application", "closed_at", schema="tenant")


def _one_running(where: str) -> None:
    op.drop_index("uq_application_running", table_name="application", schema="tenant")
    op.create_index(
        "uq_application_running",
        "application",
        ["tenant_id", "programme_id", "person_id"],
        unique=True,
        schema="tenant",
        postgresql_where=where,
    )


def _check(table: str, name: str, condition: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="tenant")
