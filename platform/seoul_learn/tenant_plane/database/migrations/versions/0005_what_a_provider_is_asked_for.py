"""What an identity provider is asked for and whom it lets in; its secret comes later, by an administrator's hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ADDED = (
    ("scopes", postgresql.JSONB(astext_type=sa.Text()), '["openid", "email", "profile"]'),
    ("name_claim", sa.Text(), "name"),
    ("for_officers", sa.Boolean(), "false"),
    ("position", sa.Integer(), "0"),
)


def upgrade() -> None:
    for name, kind, present in _ADDED:
        op.add_column(
            "oidc_provider", sa.Column(name, kind, server_default=present, nullable=False), schema="tenant"
        )
        op.alter_column("oidc_provider", name, server_default=None, schema="tenant")
    op.alter_column("oidc_provider", "client_secret", nullable=True, schema="tenant")
    op.drop_column("oidc_provider", "enabled", schema="tenant")
    op.create_unique_constraint(
        op.f("uq_person_identity_tenant_id_person_id_issuer"),
        "person_identity",
        ["tenant_id", "person_id", "issuer"],
        schema="tenant",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_person_identity_tenant_id_person_id_issuer"), "person_identity", schema="tenant")
    op.add_column(
        "oidc_provider", sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False), schema="tenant"
    )
    op.alter_column("oidc_provider", "enabled", server_default=None, schema="tenant")
    # Forced row-level security hides every provider from the owner too; the constraint would see them.
    op.execute("alter table tenant.oidc_provider no force row level security")
    op.execute("delete from tenant.oidc_provider where client_secret is null")
    op.execute("alter table tenant.oidc_provider force row level security")
    op.alter_column("oidc_provider", "client_secret", nullable=False, schema="tenant")
    for name, _, _ in reversed(_ADDED):
        op.drop_column("oidc_provider", name, schema="tenant")
