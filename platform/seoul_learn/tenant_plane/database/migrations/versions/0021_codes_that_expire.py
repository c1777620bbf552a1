"""Codes of a provider's file that can be redeemed until a day."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("voucher_code", sa.Column("expires_on", sa.Date(), nullable=True), schema="tenant")


def downgrade() -> None:
    op.drop_column("voucher_code", "expires_on", schema="tenant")
