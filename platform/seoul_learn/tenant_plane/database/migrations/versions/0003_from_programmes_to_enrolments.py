"""Policies, catalogue, applications, enrolments, pages; what a bundle is written back from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offering", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("category_name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("levels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("market_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_per", sa.Text(), nullable=False),
        sa.Column("ships", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("config", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("illustrative", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'paused')", name=op.f("ck_contract_state")),
        sa.CheckConstraint("seats is null or seats >= 1", name=op.f("ck_contract_seats")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contract")),
        sa.UniqueConstraint("tenant_id", "offering", name=op.f("uq_contract_tenant_id_offering")),
        schema="tenant",
    )
    op.create_table(
        "standard_text",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_standard_text")),
        sa.UniqueConstraint("tenant_id", "standard", name=op.f("uq_standard_text_tenant_id_standard")),
        schema="tenant",
    )
    op.create_table(
        "written_page",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_written_page")),
        sa.UniqueConstraint("tenant_id", "slug", "language", name=op.f("uq_written_page_tenant_id_slug_language")),
        schema="tenant",
    )
    op.create_table(
        "person_key",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_key")),
        schema="tenant",
    )
    op.create_table(
        "policy_cases",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_policy_cases")),
        sa.UniqueConstraint("tenant_id", "programme_id", name=op.f("uq_policy_cases_tenant_id_programme_id")),
        schema="tenant",
    )
    op.create_table(
        "policy_version",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint(
            "tenant_id",
            "programme_id",
            "effective_from",
            name=op.f("uq_policy_version_tenant_id_programme_id_effective_from"),
        ),
        schema="tenant",
    )
    op.create_table(
        "seat",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_seat")),
        sa.UniqueConstraint("tenant_id", "contract_id", "number", name=op.f("uq_seat_tenant_id_contract_id_number")),
        schema="tenant",
    )
    op.create_table(
        "voucher_code",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_voucher_code")),
        sa.UniqueConstraint(
            "tenant_id", "contract_id", "digest", name=op.f("uq_voucher_code_tenant_id_contract_id_digest")
        ),
        sa.UniqueConstraint("tenant_id", "request_id", name=op.f("uq_voucher_code_tenant_id_request_id")),
        schema="tenant",
    )
    op.create_table(
        "application",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'determined', 'withdrawn')", name=op.f("ck_application_state")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_application")),
        sa.UniqueConstraint("tenant_id", "reference", name=op.f("uq_application_tenant_id_reference")),
        schema="tenant",
    )
    op.create_table(
        "attestation",
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
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("assurance", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attested_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict in ('confirmed', 'refused')", name=op.f("ck_attestation_verdict")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attestation")),
        schema="tenant",
    )
    op.create_table(
        "determination",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("determined_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_determination")),
        sa.UniqueConstraint(
            "tenant_id", "application_id", "number", name=op.f("uq_determination_tenant_id_application_id_number")
        ),
        schema="tenant",
    )
    op.create_table(
        "evidence",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'accepted', 'refused')", name=op.f("ck_evidence_state")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_evidence")),
        schema="tenant",
    )
    op.create_table(
        "fact_answer",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('told', 'unknown', 'to_be_shown')", name=op.f("ck_fact_answer_state")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_fact_answer")),
        sa.UniqueConstraint(
            "tenant_id", "application_id", "name", name=op.f("uq_fact_answer_tenant_id_application_id_name")
        ),
        schema="tenant",
    )
    op.create_table(
        "entitlement",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("determination_id", sa.Uuid(), nullable=False),
        sa.Column("slots", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('active', 'ended')", name=op.f("ck_entitlement_state")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_entitlement")),
        sa.UniqueConstraint("tenant_id", "application_id", name=op.f("uq_entitlement_tenant_id_application_id")),
        schema="tenant",
    )
    op.create_table(
        "enrolment",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entitlement_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("access", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "state in ('requested', 'provisioning', 'active', 'failed', 'unknown', 'releasing', 'released')",
            name=op.f("ck_enrolment_state"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_enrolment")),
        schema="tenant",
    )
    distribute("contract")
    distribute("standard_text")
    distribute("written_page")
    distribute("person_key")
    distribute("policy_cases")
    distribute("policy_version")
    distribute("seat")
    distribute("voucher_code")
    distribute("application")
    distribute("attestation")
    distribute("determination")
    distribute("evidence")
    distribute("fact_answer")
    distribute("entitlement")
    distribute("enrolment")
    op.create_index(
        "ix_seat_free",
        "seat",
        ["tenant_id", "contract_id"],
        unique=False,
        schema="tenant",
        postgresql_where="enrolment_id is null",
    )
    op.create_index(
        "ix_voucher_code_free",
        "voucher_code",
        ["tenant_id", "contract_id"],
        unique=False,
        schema="tenant",
        postgresql_where="request_id is null",
    )
    op.create_index(
        "ix_application_state", "application", ["tenant_id", "state", "submitted_at"], unique=False, schema="tenant"
    )
    op.create_index(
        "uq_application_running",
        "application",
        ["tenant_id", "programme_id", "person_id"],
        unique=True,
        schema="tenant",
        postgresql_where="state <> 'withdrawn'",
    )
    op.create_index(
        "ix_attestation_application", "attestation", ["tenant_id", "application_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "ix_evidence_application", "evidence", ["tenant_id", "application_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "uq_enrolment_category",
        "enrolment",
        ["tenant_id", "entitlement_id", "category"],
        unique=True,
        schema="tenant",
        postgresql_where="state not in ('released', 'failed')",
    )
    op.add_column("branding", sa.Column("logo_source", sa.LargeBinary(), nullable=True), schema="tenant")
    op.add_column("branding", sa.Column("logo_file", sa.Text(), nullable=True), schema="tenant")
    op.add_column("branding", sa.Column("kind", sa.Text(), server_default="city", nullable=False), schema="tenant")
    op.add_column(
        "branding",
        sa.Column("notes", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_person_key_id"),
        "person_key",
        "person",
        ["tenant_id", "id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_policy_cases_programme_id"),
        "policy_cases",
        "programme",
        ["tenant_id", "programme_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_policy_version_programme_id"),
        "policy_version",
        "programme",
        ["tenant_id", "programme_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_seat_contract_id"),
        "seat",
        "contract",
        ["tenant_id", "contract_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_voucher_code_contract_id"),
        "voucher_code",
        "contract",
        ["tenant_id", "contract_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_application_person_id"),
        "application",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_application_policy_version_id"),
        "application",
        "policy_version",
        ["tenant_id", "policy_version_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_application_programme_id"),
        "application",
        "programme",
        ["tenant_id", "programme_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_attestation_application_id"),
        "attestation",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_determination_application_id"),
        "determination",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_determination_policy_version_id"),
        "determination",
        "policy_version",
        ["tenant_id", "policy_version_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_evidence_application_id"),
        "evidence",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_fact_answer_application_id"),
        "fact_answer",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_entitlement_determination_id"),
        "entitlement",
        "determination",
        ["tenant_id", "determination_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_entitlement_application_id"),
        "entitlement",
        "application",
        ["tenant_id", "application_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_entitlement_person_id"),
        "entitlement",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_enrolment_entitlement_id"),
        "enrolment",
        "entitlement",
        ["tenant_id", "entitlement_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_enrolment_person_id"),
        "enrolment",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_enrolment_contract_id"),
        "enrolment",
        "contract",
        ["tenant_id", "contract_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    isolate("contract")
    isolate("standard_text")
    isolate("written_page")
    isolate("person_key")
    isolate("policy_cases")
    isolate("policy_version")
    isolate("seat")
    isolate("voucher_code")
    isolate("application")
    isolate("attestation", append_only=True)
    isolate("determination", append_only=True)
    isolate("evidence")
    isolate("fact_answer")
    isolate("entitlement")
    isolate("enrolment")


def downgrade() -> None:
    op.drop_column("branding", "notes", schema="tenant")
    op.drop_column("branding", "kind", schema="tenant")
    op.drop_column("branding", "logo_file", schema="tenant")
    op.drop_column("branding", "logo_source", schema="tenant")
    op.drop_index(
        "uq_enrolment_category",
        table_name="enrolment",
        schema="tenant",
        postgresql_where="state not in ('released', 'failed')",
    )
    op.drop_table("enrolment", schema="tenant")
    op.drop_table("entitlement", schema="tenant")
    op.drop_table("fact_answer", schema="tenant")
    op.drop_index("ix_evidence_application", table_name="evidence", schema="tenant")
    op.drop_table("evidence", schema="tenant")
    op.drop_table("determination", schema="tenant")
    op.drop_index("ix_attestation_application", table_name="attestation", schema="tenant")
    op.drop_table("attestation", schema="tenant")
    op.drop_index(
        "uq_application_running", table_name="application", schema="tenant", postgresql_where="state <> 'withdrawn'"
    )
    op.drop_index("ix_application_state", table_name="application", schema="tenant")
    op.drop_table("application", schema="tenant")
    op.drop_index(
        "ix_voucher_code_free", table_name="voucher_code", schema="tenant", postgresql_where="request_id is null"
    )
    op.drop_table("voucher_code", schema="tenant")
    op.drop_index("ix_seat_free", table_name="seat", schema="tenant", postgresql_where="enrolment_id is null")
    op.drop_table("seat", schema="tenant")
    op.drop_table("policy_version", schema="tenant")
    op.drop_table("policy_cases", schema="tenant")
    op.drop_table("person_key", schema="tenant")
    op.drop_table("written_page", schema="tenant")
    op.drop_table("standard_text", schema="tenant")
    op.drop_table("contract", schema="tenant")
