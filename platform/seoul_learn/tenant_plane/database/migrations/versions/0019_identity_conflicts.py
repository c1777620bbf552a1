"""Two accounts that may be one human being, and what tells so."""

import sqlalchemy as sa
from alembic import op

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "identity_conflict",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Uuid(), nullable=True),
        sa.Column("kept_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (resolved_at is null)", name=op.f("ck_identity_conflict_resolved")),
        sa.CheckConstraint("(state = 'same') = (kept_id is not null)", name=op.f("ck_identity_conflict_kept")),
        sa.CheckConstraint("state in ('open', 'same', 'different')", name=op.f("ck_identity_conflict_state")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_identity_conflict_order")),
        sa.CheckConstraint(
            "kept_id is null or kept_id in (first_id, second_id)", name=op.f("ck_identity_conflict_kept_one")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_identity_conflict")),
        sa.UniqueConstraint(
            "tenant_id", "first_id", "second_id", name=op.f("uq_identity_conflict_tenant_id_first_id_second_id")
        ),
        schema="tenant",
    )
    op.create_table(
        "identity_mark",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_identity_mark")),
        sa.UniqueConstraint(
            "tenant_id",
            "person_id",
            "signal",
            "digest",
            name=op.f("uq_identity_mark_tenant_id_person_id_signal_digest"),
        ),
        schema="tenant",
    )
    distribute("identity_conflict")
    distribute("identity_mark")
    op.create_index(
        "ix_identity_conflict_second", "identity_conflict", ["tenant_id", "second_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "ix_identity_mark_digest", "identity_mark", ["tenant_id", "signal", "digest"], unique=False, schema="tenant"
    )
    op.create_foreign_key(
        op.f("fk_identity_conflict_second_id"),
        "identity_conflict",
        "person",
        ["tenant_id", "second_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_identity_conflict_first_id"),
        "identity_conflict",
        "person",
        ["tenant_id", "first_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_identity_mark_person_id"),
        "identity_mark",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    isolate("identity_conflict")
    isolate("identity_mark")


def downgrade() -> None:
    op.drop_index("ix_identity_mark_digest", table_name="identity_mark", schema="tenant")
    op.drop_table("identity_mark", schema="tenant")
    op.drop_index("ix_identity_conflict_second", table_name="identity_conflict", schema="tenant")
    op.drop_table("identity_conflict", schema="tenant")
