"""What every evaluation of a tenant stands on besides the policy: its facts and its official tables."""

from collections.abc import Sequence

import msgspec

from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.eligibility.engine import Engine

_KEPT_AS = "ground"
_UNTOLD = "KRW"
"""The currency before a bundle is applied: nothing is asked then."""
# All in one round trip; `own_facts` and `branding` have one row at most.
_GROUND = """
    select 'standard' as kind, standard, digest, text from tenant.standard_text where tenant_id = $1
     union all
    select 'facts', '', digest, text from tenant.own_facts where tenant_id = $1
     union all
    select 'currency', '', '', currency from tenant.branding where tenant_id = $1
     order by 1, 2
"""


class Ground(msgspec.Struct, frozen=True):
    """The shared facts with the tenant's own, and the tables that the tenant has taken over.

    `own` and `tables` are the texts of both with their digests, `digests` those of the tables by id.
    """

    facts: FactCatalogue
    standards: Standards
    own: tuple[str, str] | None = None
    tables: tuple[tuple[str, str], ...] = ()
    digests: dict[str, str] = {}


async def ground_of(source: Source, engine: Engine) -> Ground:
    """The tenant's ground: one statement a transaction, however often it is asked for."""
    known = source.info.get(_KEPT_AS)
    if isinstance(known, Ground):
        return known
    rows = await fetch_all(source, _GROUND)
    own = next(((row["digest"], row["text"]) for row in rows if row["kind"] == "facts"), None)
    tables = [(row["digest"], row["text"]) for row in rows if row["kind"] == "standard"]
    currency = next((row["text"] for row in rows if row["kind"] == "currency"), _UNTOLD)
    ground = ground_from(own, tables, engine, currency=currency)
    source.info[_KEPT_AS] = ground
    return ground


def ground_from(
    own: tuple[str, str] | None, tables: Sequence[tuple[str, str]], engine: Engine, *, currency: str = _UNTOLD
) -> Ground:
    """The ground that these texts make. `currency` says how money is typed, not what is decided."""
    facts, standards = engine.facts(own, currency), engine.standards(tables)
    return Ground(
        facts=facts, standards=standards, own=own, tables=tuple(tables), digests=engine.digests(tables)
    )  # fmt: skip


def known_facts(source: Source) -> FactCatalogue:
    """The tenant's facts in a transaction whose ground was read before. KeyError where it was not."""
    ground: Ground = source.info[_KEPT_AS]
    return ground.facts


def forget_ground(source: Source) -> None:
    """What follows in this transaction reads facts and tables anew."""
    source.info.pop(_KEPT_AS, None)
