"""Lines to providers, the events that they send, and where they and we differ about seats."""

import sqlalchemy as sa
from alembic import op

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract_line",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=True),
        sa.Column("tested", sa.LargeBinary(), nullable=True),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("silences >= 0", name=op.f("ck_contract_line_silences")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contract_line")),
        sa.UniqueConstraint("tenant_id", "contract_id", name=op.f("uq_contract_line_tenant_id_contract_id")),
        schema="tenant",
    )
    op.create_table(
        "provider_event",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_provider_event")),
        sa.UniqueConstraint(
            "tenant_id", "contract_id", "event", name=op.f("uq_provider_event_tenant_id_contract_id_event")
        ),
        schema="tenant",
    )
    op.create_table(
        "seat_difference",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind in ('missing_there', 'extra_there', 'other_learner', 'unanswered')",
            name=op.f("ck_seat_difference_kind"),
        ),
        sa.CheckConstraint("settled_as <> 'ignored' or reason is not null", name=op.f("ck_seat_difference_reason")),
        sa.CheckConstraint(
            "settled_as in ('released_there', 'ended_here', 'asked_again', 'given_up', 'ignored', 'gone')",
            name=op.f("ck_seat_difference_settled_as"),
        ),
        sa.CheckConstraint("(settled_as is null) = (settled_at is null)", name=op.f("ck_seat_difference_settled")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_seat_difference")),
        sa.UniqueConstraint(
            "tenant_id",
            "contract_id",
            "reference",
            "kind",
            name=op.f("uq_seat_difference_tenant_id_contract_id_reference_kind"),
        ),
        schema="tenant",
    )
    distribute("contract_line")
    distribute("provider_event")
    distribute("seat_difference")
    op.create_index(
        "ix_seat_difference_enrolment", "seat_difference", ["tenant_id", "enrolment_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "ix_seat_difference_open",
        "seat_difference",
        ["tenant_id", "contract_id"],
        unique=False,
        schema="tenant",
        postgresql_where="settled_as is null",
    )
    op.create_foreign_key(
        op.f("fk_contract_line_contract_id"),
        "contract_line",
        "contract",
        ["tenant_id", "contract_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_provider_event_contract_id"),
        "provider_event",
        "contract",
        ["tenant_id", "contract_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_seat_difference_enrolment_id"),
        "seat_difference",
        "enrolment",
        ["tenant_id", "enrolment_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_seat_difference_contract_id"),
        "seat_difference",
        "contract",
        ["tenant_id", "contract_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    isolate("contract_line")
    isolate("provider_event")
    isolate("seat_difference")


def downgrade() -> None:
    op.drop_index(
        "ix_seat_difference_open", table_name="seat_difference", schema="tenant", postgresql_where="settled_as is null"
    )
    op.drop_index("ix_seat_difference_enrolment", table_name="seat_difference", schema="tenant")
    op.drop_table("seat_difference", schema="tenant")
    op.drop_table("provider_event", schema="tenant")
    op.drop_table("contract_line", schema="tenant")
