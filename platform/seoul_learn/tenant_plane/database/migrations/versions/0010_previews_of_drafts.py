"""Previews of what a draft would do, and the rule for those who would lose, kept with a publication."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_FOR_LOSERS = "for_losers in ('until_term_ends', 'grace', 'at_once')"


def upgrade() -> None:
    op.create_table(
        "policy_preview",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("has_losers", sa.Boolean(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("population in ('present', 'invented')", name=op.f("ck_policy_preview_population")),
        sa.CheckConstraint("(result is null) = (finished_at is null)", name=op.f("ck_policy_preview_finished")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_policy_preview")),
        sa.UniqueConstraint(
            "tenant_id", "draft_id", "population", name=op.f("uq_policy_preview_tenant_id_draft_id_population")
        ),
        schema="tenant",
    )
    distribute("policy_preview")
    for name, column in (("programme", "programme_id"), ("person", "asked_by")):
        op.create_index(
            op.f(f"ix_policy_preview_{name}"), "policy_preview", ["tenant_id", column], unique=False, schema="tenant"
        )
        op.create_foreign_key(
            op.f(f"fk_policy_preview_{column}"),
            "policy_preview",
            name,
            ["tenant_id", column],
            ["tenant_id", "id"],
            source_schema="tenant",
            referent_schema="tenant",
            ondelete="CASCADE",
        )
    isolate("policy_preview")
    for table in ("policy_proposal", "policy_publication"):
        op.add_column(table, sa.Column("for_losers", sa.Text(), nullable=True), schema="tenant")
        op.create_check_constraint(op.f(f"ck_{table}_for_losers"), table, _FOR_LOSERS, schema="tenant")
    op.add_column("policy_publication", sa.Column("previewed", sa.Text(), nullable=True), schema="tenant")


def downgrade() -> None:
    op.drop_column("policy_publication", "previewed", schema="tenant")
    for table in ("policy_publication", "policy_proposal"):
        op.drop_column(table, "for_losers", schema="tenant")
    op.drop_table("policy_preview", schema="tenant")
