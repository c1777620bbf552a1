"""The first tables: audit, branding, mail, people, programmes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_audit_entry_tenant_id_number")),
        schema="tenant",
    )
    op.create_table(
        "audit_head",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_head")),
        schema="tenant",
    )
    op.create_table(
        "branding",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("service_name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tagline", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("accent", sa.Text(), nullable=True),
        sa.Column("languages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("default_language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("contact", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_alt", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_branding")),
        schema="tenant",
    )
    op.create_table(
        "mail",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('queued', 'sending', 'sent', 'failed')", name=op.f("ck_mail_state")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mail")),
        schema="tenant",
    )
    op.create_table(
        "person",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("tenant_id", "email", name=op.f("uq_person_tenant_id_email")),
        schema="tenant",
    )
    op.create_table(
        "programme",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_programme")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_programme_tenant_id_slug")),
        schema="tenant",
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_attempt")),
        schema="tenant",
    )
    op.create_table(
        "sign_in_code",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_sign_in_code_attempts")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_code")),
        schema="tenant",
    )
    op.create_table(
        "person_session",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_session")),
        sa.UniqueConstraint("tenant_id", "token_digest", name=op.f("uq_person_session_tenant_id_token_digest")),
        schema="tenant",
    )
    op.create_table(
        "role_grant",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("tenant_id", "person_id", "role", name=op.f("uq_role_grant_tenant_id_person_id_role")),
        schema="tenant",
    )
    distribute("audit_entry")
    distribute("audit_head")
    distribute("branding")
    distribute("mail")
    distribute("person")
    distribute("programme")
    distribute("sign_in_attempt")
    distribute("sign_in_code")
    distribute("person_session")
    distribute("role_grant")
    op.create_index(
        "ix_sign_in_attempt_bucket", "sign_in_attempt", ["tenant_id", "bucket", "at"], unique=False, schema="tenant"
    )
    op.create_index("ix_sign_in_code_email", "sign_in_code", ["tenant_id", "email"], unique=False, schema="tenant")
    op.create_foreign_key(
        op.f("fk_person_session_person_id"),
        "person_session",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_role_grant_person_id"),
        "role_grant",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    isolate("audit_entry", append_only=True)
    isolate("audit_head")
    isolate("branding")
    isolate("mail")
    isolate("person")
    isolate("programme")
    isolate("sign_in_attempt")
    isolate("sign_in_code")
    isolate("person_session")
    isolate("role_grant")


def downgrade() -> None:
    op.drop_table("role_grant", schema="tenant")
    op.drop_table("person_session", schema="tenant")
    op.drop_index("ix_sign_in_code_email", table_name="sign_in_code", schema="tenant")
    op.drop_table("sign_in_code", schema="tenant")
    op.drop_index("ix_sign_in_attempt_bucket", table_name="sign_in_attempt", schema="tenant")
    op.drop_table("sign_in_attempt", schema="tenant")
    op.drop_table("programme", schema="tenant")
    op.drop_table("person", schema="tenant")
    op.drop_table("mail", schema="tenant")
    op.drop_table("branding", schema="tenant")
    op.drop_table("audit_head", schema="tenant")
    op.drop_table("audit_entry", schema="tenant")
