"""How officers share their work: who has a case in hand, notes, questions asked again, second officers, appeals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "casework_terms",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_within_days", sa.Integer(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.CheckConstraint("review_within_days between 1 and 365", name=op.f("ck_casework_terms_review_within_days")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_casework_terms")),
        schema="tenant",
    )
    op.create_table(
        "case_hold",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assigned_id", sa.Uuid(), nullable=True),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(holder_id is null) = (held_until is null)", name=op.f("ck_case_hold_held_until")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_hold")),
        schema="tenant",
    )
    op.create_table(
        "case_note",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_note")),
        schema="tenant",
    )
    op.create_table(
        "fact_request",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_fact_request")),
        schema="tenant",
    )
    op.create_table(
        "proposal",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("typed", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict in ('confirmed', 'refused')", name=op.f("ck_proposal_verdict")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_proposal")),
        sa.UniqueConstraint(
            "tenant_id", "application_id", "fact", name=op.f("uq_proposal_tenant_id_application_id_fact")
        ),
        schema="tenant",
    )
    op.create_table(
        "appeal",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("determination_id", sa.Uuid(), nullable=False),
        sa.Column("grounds", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("opinion", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(state = 'decided') = (decided_by_id is not null)", name=op.f("ck_appeal_decided")),
        sa.CheckConstraint("state in ('lodged', 'decided', 'withdrawn')", name=op.f("ck_appeal_state")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_appeal")),
        schema="tenant",
    )
    distribute("casework_terms")
    distribute("case_hold")
    distribute("case_note")
    distribute("fact_request")
    distribute("proposal")
    distribute("appeal")
    op.create_index("ix_case_hold_assigned", "case_hold", ["tenant_id", "assigned_id"], unique=False, schema="tenant")
    op.create_index(
        "ix_case_note_application", "case_note", ["tenant_id", "application_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "ix_fact_request_application", "fact_request", ["tenant_id", "application_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "uq_appeal_open",
        "appeal",
        ["tenant_id", "application_id"],
        unique=True,
        schema="tenant",
        postgresql_where="state = 'lodged'",
    )
    op.create_foreign_key(
        op.f("fk_case_hold_id"),
        "case_hold",
        "application",
        ["tenant_id", "id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_case_note_application_id"),
        "case_note",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_fact_request_application_id"),
        "fact_request",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_proposal_application_id"),
        "proposal",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_appeal_application_id"),
        "appeal",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_appeal_determination_id"),
        "appeal",
        "determination",
        ["tenant_id", "determination_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.drop_constraint(op.f("ck_fact_answer_state"), "fact_answer", schema="tenant")
    op.create_check_constraint(
        op.f("ck_fact_answer_state"),
        "fact_answer",
        "state in ('told', 'unknown', 'to_be_shown', 'asked_again')",
        schema="tenant",
    )
    isolate("casework_terms")
    isolate("case_hold")
    isolate("case_note", append_only=True)
    isolate("fact_request", append_only=True)
    isolate("proposal")
    isolate("appeal")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_fact_answer_state"), "fact_answer", schema="tenant")
    op.create_check_constraint(
        op.f("ck_fact_answer_state"), "fact_answer", "state in ('told', 'unknown', 'to_be_shown')", schema="tenant"
    )
    op.drop_index("uq_appeal_open", table_name="appeal", schema="tenant", postgresql_where="state = 'lodged'")
    op.drop_table("appeal", schema="tenant")
    op.drop_table("proposal", schema="tenant")
    op.drop_index("ix_fact_request_application", table_name="fact_request", schema="tenant")
    op.drop_table("fact_request", schema="tenant")
    op.drop_index("ix_case_note_application", table_name="case_note", schema="tenant")
    op.drop_table("case_note", schema="tenant")
    op.drop_index("ix_case_hold_assigned", table_name="case_hold", schema="tenant")
    op.drop_table("case_hold", schema="tenant")
    op.drop_table("casework_terms", schema="tenant")
