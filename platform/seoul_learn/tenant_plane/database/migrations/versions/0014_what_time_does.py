"""What time does to words, sites, seats and drafts: letters ahead of an end are remembered, and tries that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TERMS = {
    "drafts_kept_days": ("180", "drafts_kept_days between 30 and 3650"),
    "attestation_notice_days": ("30", "attestation_notice_days between 1 and 365"),
}
_APPEALS = "appeals_decided_within_days"
_DAYS = (
    ("application", "lapse_told_on"),
    ("application", "lapsed_on"),
    ("entitlement", "words_told_until"),
    ("enrolment", "end_told_on"),
)


def upgrade() -> None:
    for name, (usual, condition) in _TERMS.items():
        op.add_column(
            "casework_terms", sa.Column(name, sa.Integer(), server_default=usual, nullable=False), schema="tenant"
        )
        op.create_check_constraint(op.f(f"ck_casework_terms_{name}"), "casework_terms", condition, schema="tenant")
    op.add_column("casework_terms", sa.Column(_APPEALS, sa.Integer(), nullable=True), schema="tenant")
    op.create_check_constraint(
        op.f(f"ck_casework_terms_{_APPEALS}"), "casework_terms", f"{_APPEALS} between 1 and 365", schema="tenant"
    )
    for table, day in _DAYS:
        op.add_column(table, sa.Column(day, sa.Date(), nullable=True), schema="tenant")
    op.add_column("enrolment", sa.Column("release_tried_at", sa.DateTime(timezone=True), nullable=True), schema="tenant")


def downgrade() -> None:
    op.drop_column("enrolment", "release_tried_at", schema="tenant")
    for table, day in reversed(_DAYS):
        op.drop_column(table, day, schema="tenant")
    for name in (_APPEALS, *_TERMS):
        op.drop_column("casework_terms", name, schema="tenant")
