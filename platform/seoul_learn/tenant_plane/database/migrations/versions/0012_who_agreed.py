"""Of an attestation that two officers had to agree on, who the second one was."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attestation", sa.Column("agreed_by_id", sa.Uuid(), nullable=True), schema="tenant")


def downgrade() -> None:
    op.drop_column("attestation", "agreed_by_id", schema="tenant")
