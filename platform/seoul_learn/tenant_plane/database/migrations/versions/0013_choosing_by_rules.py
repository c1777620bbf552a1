"""Slots that are counted, terms by school level, and why an enrolment was given back.

It cannot go back while somebody has two slots of one category: the older index knows one, and nobody's place is taken
away for it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_LIVE = "state not in ('releasing', 'released', 'failed')"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "contract", sa.Column("term_by_level", postgresql.JSONB(), server_default="{}", nullable=False), schema="tenant"
    )
    op.alter_column("contract", "term_by_level", server_default=None, schema="tenant")
    op.add_column("enrolment", sa.Column("slot", sa.Integer(), nullable=True), schema="tenant")
    op.add_column("enrolment", sa.Column("release_reason", sa.Text(), nullable=True), schema="tenant")
    op.add_column("enrolment", sa.Column("release_wanted_at", sa.DateTime(timezone=True), nullable=True), schema="tenant")
    # Forced row-level security hides every enrolment from the owner too; the constraints would see them.
    op.execute("alter table tenant.enrolment no force row level security")
    op.execute("update tenant.enrolment set slot = 1")
    op.execute(
        "update tenant.enrolment set release_reason = 'entitlement_ended' where state in ('releasing', 'released')"
    )
    op.execute("alter table tenant.enrolment force row level security")
    op.drop_index("uq_enrolment_category", table_name="enrolment", schema="tenant")
    op.create_index(
        "uq_enrolment_slot", "enrolment", ["tenant_id", "entitlement_id", "category", "slot"], unique=True,
        schema="tenant", postgresql_where=f"slot is not null and {_LIVE}",
    )  # fmt: skip
    op.create_index(
        "uq_enrolment_offering", "enrolment", ["tenant_id", "entitlement_id", "contract_id"], unique=True,
        schema="tenant", postgresql_where=_LIVE,
    )  # fmt: skip
    op.create_check_constraint(op.f("ck_enrolment_slot"), "enrolment", "slot >= 1", schema="tenant")
    op.create_check_constraint(
        op.f("ck_enrolment_release"), "enrolment",
        "state not in ('releasing', 'released') or release_reason is not null", schema="tenant",
    )  # fmt: skip


def downgrade() -> None:
    op.drop_constraint(op.f("ck_enrolment_release"), "enrolment", schema="tenant")
    op.drop_constraint(op.f("ck_enrolment_slot"), "enrolment", schema="tenant")
    op.drop_index("uq_enrolment_offering", table_name="enrolment", schema="tenant")
    op.drop_index("uq_enrolment_slot", table_name="enrolment", schema="tenant")
    op.create_index(
        "uq_enrolment_category", "enrolment", ["tenant_id", "entitlement_id", "category"], unique=True,
        schema="tenant", postgresql_where="state not in ('released', 'failed')",
    )  # fmt: skip
    op.drop_column("enrolment", "release_wanted_at", schema="tenant")
    op.drop_column("enrolment", "release_reason", schema="tenant")
    op.drop_column("enrolment", "slot", schema="tenant")
    op.drop_column("contract", "term_by_level", schema="tenant")
