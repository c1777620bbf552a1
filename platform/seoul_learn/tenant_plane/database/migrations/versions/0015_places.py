"""Places of policies with a quota: where each application stands for one, and the rounds in which officers give them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_KEYS = (
    ("placing", "application_id", "application"),
    ("placing", "policy_version_id", "policy_version"),
    ("allotment", "policy_version_id", "policy_version"),
)


def upgrade() -> None:
    op.create_table(
        "placing",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("groups", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("to_see", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds_until", sa.Date(), nullable=True),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('undetermined', 'waiting', 'admitted', 'ended')", name=op.f("ck_placing_state")
        ),
        sa.CheckConstraint("state <> 'admitted' or admitted_at is not null", name=op.f("ck_placing_admitted")),
        sa.CheckConstraint("(state = 'ended') = (ended_at is not null)", name=op.f("ck_placing_ended")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_placing")),
        sa.UniqueConstraint("tenant_id", "application_id", name=op.f("uq_placing_tenant_id_application_id")),
        schema="tenant",
    )
    op.create_table(
        "allotment",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("despite_reviews", sa.Boolean(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.CheckConstraint("(given_at is null) = (places is null)", name=op.f("ck_allotment_given")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_allotment")),
        schema="tenant",
    )
    distribute("placing")
    distribute("allotment")
    op.create_index(
        op.f("ix_placing_version"), "placing", ["tenant_id", "policy_version_id", "state"], unique=False,
        schema="tenant",
    )  # fmt: skip
    op.create_index(
        op.f("ix_allotment_version"), "allotment", ["tenant_id", "policy_version_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "uq_allotment_proposed", "allotment", ["tenant_id", "policy_version_id"], unique=True, schema="tenant",
        postgresql_where="given_at is null",
    )  # fmt: skip
    for table, column, parent in _KEYS:
        op.create_foreign_key(
            op.f(f"fk_{table}_{column}"), table, parent, ["tenant_id", column], ["tenant_id", "id"],
            source_schema="tenant", referent_schema="tenant",
        )  # fmt: skip
    isolate("placing")
    isolate("allotment")


def downgrade() -> None:
    op.drop_table("allotment", schema="tenant")
    op.drop_table("placing", schema="tenant")
