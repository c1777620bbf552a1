"""Sign-in through a city's own identity provider, counted tries, and letters whose fate nobody knows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from seoul_learn.tenant_plane.database.migrations.isolation import distribute, isolate

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oidc_provider",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret", sa.LargeBinary(), nullable=False),
        sa.Column("links_by_email", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("configured_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_oidc_provider")),
        sa.UniqueConstraint("tenant_id", "issuer", name=op.f("uq_oidc_provider_tenant_id_issuer")),
        schema="tenant",
    )
    op.create_table(
        "sign_in_rate",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.LargeBinary(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_rate")),
        sa.UniqueConstraint("tenant_id", "bucket", name=op.f("uq_sign_in_rate_tenant_id_bucket")),
        schema="tenant",
    )
    op.create_table(
        "oidc_attempt",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("state_digest", sa.LargeBinary(), nullable=False),
        sa.Column("browser_digest", sa.LargeBinary(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_oidc_attempt")),
        sa.UniqueConstraint("tenant_id", "state_digest", name=op.f("uq_oidc_attempt_tenant_id_state_digest")),
        schema="tenant",
    )
    op.create_table(
        "person_identity",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_identity")),
        sa.UniqueConstraint("tenant_id", "issuer", "subject", name=op.f("uq_person_identity_tenant_id_issuer_subject")),
        schema="tenant",
    )
    distribute("oidc_provider")
    distribute("sign_in_rate")
    distribute("oidc_attempt")
    distribute("person_identity")
    op.create_index(
        "ix_oidc_attempt_provider", "oidc_attempt", ["tenant_id", "provider_id"], unique=False, schema="tenant"
    )
    op.create_index(
        "ix_person_identity_person", "person_identity", ["tenant_id", "person_id"], unique=False, schema="tenant"
    )
    op.drop_index(op.f("ix_sign_in_attempt_bucket"), table_name="sign_in_attempt", schema="tenant")
    op.drop_table("sign_in_attempt", schema="tenant")
    op.add_column("mail", sa.Column("useful_until", sa.DateTime(timezone=True), nullable=True), schema="tenant")
    op.add_column("mail", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True), schema="tenant")
    op.add_column("mail", sa.Column("failure", sa.Text(), nullable=True), schema="tenant")
    op.create_index(
        "ix_person_session_person", "person_session", ["tenant_id", "person_id"], unique=False, schema="tenant"
    )
    op.drop_constraint(op.f("ck_mail_state"), "mail", schema="tenant")
    op.create_check_constraint(
        op.f("ck_mail_state"), "mail", "state in ('queued', 'sending', 'sent', 'failed', 'unknown')", schema="tenant"
    )
    op.create_foreign_key(
        op.f("fk_oidc_attempt_provider_id"),
        "oidc_attempt",
        "oidc_provider",
        ["tenant_id", "provider_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_person_identity_person_id"),
        "person_identity",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
        ondelete="CASCADE",
    )
    isolate("oidc_provider")
    isolate("sign_in_rate")
    isolate("oidc_attempt")
    isolate("person_identity")


def downgrade() -> None:
    op.drop_index("ix_person_session_person", table_name="person_session", schema="tenant")
    op.drop_constraint(op.f("ck_mail_state"), "mail", schema="tenant")
    # Forced row-level security hides every letter from the owner too; the constraint would see them.
    op.execute("alter table tenant.mail no force row level security")
    op.execute("update tenant.mail set state = 'failed' where state = 'unknown'")
    op.execute("alter table tenant.mail force row level security")
    op.create_check_constraint(
        op.f("ck_mail_state"), "mail", "state in ('queued', 'sending', 'sent', 'failed')", schema="tenant"
    )
    op.drop_column("mail", "failure", schema="tenant")
    op.drop_column("mail", "claimed_at", schema="tenant")
    op.drop_column("mail", "useful_until", schema="tenant")
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
    distribute("sign_in_attempt")
    op.create_index(
        op.f("ix_sign_in_attempt_bucket"),
        "sign_in_attempt",
        ["tenant_id", "bucket", "at"],
        unique=False,
        schema="tenant",
    )
    isolate("sign_in_attempt")
    op.drop_index("ix_person_identity_person", table_name="person_identity", schema="tenant")
    op.drop_table("person_identity", schema="tenant")
    op.drop_index("ix_oidc_attempt_provider", table_name="oidc_attempt", schema="tenant")
    op.drop_table("oidc_attempt", schema="tenant")
    op.drop_table("sign_in_rate", schema="tenant")
    op.drop_table("oidc_provider", schema="tenant")
