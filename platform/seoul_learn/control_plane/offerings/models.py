"""Tables of the shared catalogue. Contracts of tenants name an offering by its slug, so a slug never changes."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, ForeignKey, Text
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from seoul_learn.control_plane.database.engine import ENGINE, SCHEMA


class ProviderRow(Table, tablename="provider", schema=SCHEMA, db=ENGINE):
    """A content company."""

    id = UUID(primary_key=True, default=None)
    slug = Text(unique=True)
    name = JSONB()


class OfferingRow(Table, tablename="offering", schema=SCHEMA, db=ENGINE):
    """One product of a provider; withdrawn by `active = false`, never deleted."""

    id = UUID(primary_key=True, default=None)
    slug = Text(unique=True)
    provider_id = ForeignKey(references=ProviderRow, null=False, default=None, on_delete=OnDelete.restrict)
    title = JSONB()
    summary = JSONB()
    category = Text()
    levels = Array(base_column=Text())
    languages = Array(base_column=Text())
    market_price_minor = BigInt(default=0)
    currency = Text()
    period = Text()
    delivery = Text()
    active = Boolean(default=True)
