"""Rules for those who lose by a new version that are obeyed, who published what, and drafts that are the console's."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BEFORE = "for_losers in ('until_term_ends', 'grace', 'at_once')"
_AFTER = "for_losers in ('until_term_ends', 'grace', 'until_day', 'at_once')"
_DAY = "(for_losers_until is not null) = (for_losers is not distinct from 'until_day')"
_LOST_BY = "lost_by in ('until_term_ends', 'grace', 'until_day', 'at_once')"


def upgrade() -> None:
    for table in ("policy_proposal", "policy_publication"):
        op.add_column(table, sa.Column("for_losers_until", sa.Date(), nullable=True), schema="tenant")
        _check_again(table, _AFTER)
        op.create_check_constraint(op.f(f"ck_{table}_for_losers_until"), table, _DAY, schema="tenant")
    for column in ("proposed_by", "confirmed_by"):
        op.add_column("policy_publication", sa.Column(column, sa.Uuid(), nullable=True), schema="tenant")
    op.add_column("entitlement", sa.Column("lost_by", sa.Text(), nullable=True), schema="tenant")
    op.create_check_constraint(op.f("ck_entitlement_lost_by"), "entitlement", _LOST_BY, schema="tenant")
    op.add_column(
        "policy_version", sa.Column("made_in", sa.Text(), server_default="bundle", nullable=False), schema="tenant"
    )
    op.create_check_constraint(
        op.f("ck_policy_version_made_in"), "policy_version", "made_in in ('bundle', 'console')", schema="tenant"
    )
    # Nobody knows any more where the drafts come from that there are: none of them is taken away by a bundle.
    op.execute("alter table tenant.policy_version no force row level security")
    op.execute("update tenant.policy_version set made_in = 'console' where status = 'draft'")
    op.execute("alter table tenant.policy_version force row level security")


def downgrade() -> None:
    op.drop_column("policy_version", "made_in", schema="tenant")
    op.drop_column("entitlement", "lost_by", schema="tenant")
    for column in ("confirmed_by", "proposed_by"):
        op.drop_column("policy_publication", column, schema="tenant")
    for table in ("policy_publication", "policy_proposal"):
        # Going back nobody knows a rule with a day of its own: the grace of the policy holds.
        op.execute(f"alter table tenant.{table} no force row level security")
        op.execute(
            f"update tenant.{table} set for_losers = 'grace', for_losers_until = null where for_losers = 'until_day'"  # noqa: S608  # named above
        )
        op.execute(f"alter table tenant.{table} force row level security")
        op.drop_column(table, "for_losers_until", schema="tenant")
        _check_again(table, _BEFORE)


def _check_again(table: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_for_losers"), table, schema="tenant", type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_for_losers"), table, condition, schema="tenant")
