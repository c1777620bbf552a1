"""Drafts of policies that one officer asks another to publish."""

import sqlalchemy as sa
from alembic import op

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "policy_proposal",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status in ('announced', 'in_force')", name=op.f("ck_policy_proposal_status")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_policy_proposal")),
        sa.UniqueConstraint(
            "tenant_id", "policy_version_id", name=op.f("uq_policy_proposal_tenant_id_policy_version_id")
        ),
        schema="tenant",
    )
    distribute("policy_proposal")
    op.create_index(
        op.f("ix_policy_proposal_person"),
        "policy_proposal",
        ["tenant_id", "proposed_by"],
        unique=False,
        schema="tenant",
    )
    for column, parent in (("policy_version_id", "policy_version"), ("proposed_by", "person")):
        op.create_foreign_key(
            op.f(f"fk_policy_proposal_{column}"),
            "policy_proposal",
            parent,
            ["tenant_id", column],
            ["tenant_id", "id"],
            source_schema="tenant",
            referent_schema="tenant",
            ondelete="CASCADE",
        )
    isolate("policy_proposal")


def downgrade() -> None:
    op.drop_table("policy_proposal", schema="tenant")
