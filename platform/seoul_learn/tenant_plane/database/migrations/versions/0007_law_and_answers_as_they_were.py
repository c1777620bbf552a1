"""Law as determinations used it, criteria that broke, earlier answers shown, and the term of appeals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "law_text",
        _tenant_id(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('policy', 'standard', 'facts')", name=op.f("ck_law_text_kind")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_law_text")),
        sa.UniqueConstraint("tenant_id", "digest", name=op.f("uq_law_text_tenant_id_digest")),
        schema="tenant",
    )
    op.create_table(
        "plugin_alarm",
        _tenant_id(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_plugin_alarm")),
        sa.UniqueConstraint(
            "tenant_id", "use", "version", "criterion", "kind",
            name=op.f("uq_plugin_alarm_tenant_id_use_version_criterion_kind"),
        ),
        schema="tenant",
    )  # fmt: skip
    distribute("law_text")
    distribute("plugin_alarm")
    op.add_column(
        "application", sa.Column("earlier_seen_at", sa.DateTime(timezone=True), nullable=True), schema="tenant"
    )
    op.add_column(
        "branding",
        sa.Column("appeals", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        schema="tenant",
    )
    isolate("law_text", append_only=True)
    isolate("plugin_alarm")


def downgrade() -> None:
    op.drop_column("branding", "appeals", schema="tenant")
    op.drop_column("application", "earlier_seen_at", schema="tenant")
    op.drop_table("plugin_alarm", schema="tenant")
    op.drop_table("law_text", schema="tenant")


def _tenant_id() -> "sa.Column[object]":
    return sa.Column(
        "tenant_id",
        sa.Uuid(),
        server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
        nullable=False,
    )
