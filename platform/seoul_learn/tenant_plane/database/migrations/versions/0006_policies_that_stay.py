"""Published policies that nobody changes, the facts that a city adds, and windows and quotas as part of policies.

The tenant role may move the status of a policy version and nothing else of it. A publication refers to each published
version and cannot be taken away, so neither can the version. A draft has none: it is replaced as a whole.

Windows and quotas are said by the policies themselves from here on; a programme's columns for them go. On a platform
that holds real programmes, publish versions that say them before this runs: what the columns held is not carried over.
"""

import sqlalchemy as sa
from alembic import op

from seoul_learn.tenant_plane.database.migrations.isolation import TENANT_ROLE, distribute, isolate

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_OPEN_TO_THE_OWNER = ("policy_version", "policy_publication")


def upgrade() -> None:
    op.create_table(
        "policy_publication",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('announced', 'in_force', 'superseded')", name=op.f("ck_policy_publication_status")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_policy_publication")),
        sa.UniqueConstraint(
            "tenant_id",
            "policy_version_id",
            "status",
            name=op.f("uq_policy_publication_tenant_id_policy_version_id_status"),
        ),
        schema="tenant",
    )
    op.create_table(
        "own_facts",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("id = tenant_id", name=op.f("ck_own_facts_one_a_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_own_facts")),
        schema="tenant",
    )
    distribute("policy_publication")
    distribute("own_facts")
    op.create_check_constraint(
        op.f("ck_policy_version_status"),
        "policy_version",
        "status in ('draft', 'announced', 'in_force', 'superseded')",
        schema="tenant",
    )
    op.create_foreign_key(
        op.f("fk_policy_publication_policy_version_id"),
        "policy_publication",
        "policy_version",
        ["tenant_id", "policy_version_id"],
        ["tenant_id", "id"],
        source_schema="tenant",
        referent_schema="tenant",
    )
    isolate("policy_publication", append_only=True)
    isolate("own_facts")
    # Versions that were published before publications were kept; forced row-level security hides them from the owner.
    _let_the_owner_see(True)
    op.execute(
        "insert into tenant.policy_publication (tenant_id, id, policy_version_id, status, published_at) "
        "select tenant_id, id, id, status, now() from tenant.policy_version where status <> 'draft'"
    )
    _let_the_owner_see(False)
    op.execute(f"revoke update on tenant.policy_version from {TENANT_ROLE}")
    op.execute(f"grant update (status) on tenant.policy_version to {TENANT_ROLE}")
    for column in ("opens_at", "closes_at", "quota"):
        op.drop_column("programme", column, schema="tenant")


def downgrade() -> None:
    op.add_column("programme", sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True), schema="tenant")
    op.add_column("programme", sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True), schema="tenant")
    op.add_column("programme", sa.Column("quota", sa.Integer(), nullable=True), schema="tenant")
    op.execute(f"revoke update (status) on tenant.policy_version from {TENANT_ROLE}")
    op.execute(f"grant update on tenant.policy_version to {TENANT_ROLE}")
    op.drop_constraint(op.f("ck_policy_version_status"), "policy_version", schema="tenant")
    op.drop_table("own_facts", schema="tenant")
    op.drop_table("policy_publication", schema="tenant")


def _let_the_owner_see(sees: bool) -> None:
    for table in _OPEN_TO_THE_OWNER:
        op.execute(f"alter table tenant.{table} {'no force' if sees else 'force'} row level security")
