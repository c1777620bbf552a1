"""Reads of programmes, returning values."""

from collections.abc import Mapping
from typing import Any

import msgspec

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first
from seoul_learn.tenant_plane.programmes.choice_rules import ChoiceRules
from seoul_learn.tenant_plane.programmes.values import Programme, ProgrammeStatus, ProgrammeTerms

PROGRAMME_COLUMNS = "p.id, p.slug, p.name, p.summary, p.detail"
"""What `programme_from` takes, of `tenant.programme p`."""
IN_ORDER = "coalesce((p.detail ->> 'position')::int, 0), p.slug collate \"C\""
"""The city's own order."""

_LIST = f"select {PROGRAMME_COLUMNS} from tenant.programme p where p.tenant_id = $1 order by {IN_ORDER}"  # noqa: S608  # constants
_FIND = f"select {PROGRAMME_COLUMNS} from tenant.programme p where p.tenant_id = $1 and p.slug = $2"  # noqa: S608  # constants


async def list_programmes(source: Source) -> list[Programme]:
    """Every programme, drafts too, in the city's own order."""
    return [programme_from(row) for row in await fetch_all(source, _LIST)]


async def find_programme(source: Source, slug: str) -> Programme:
    """The published programme of that slug. Raises NotFound."""
    row = await fetch_first(source, _FIND, slug)
    programme = programme_from(row) if row else None
    if programme is None or programme.terms.status is not ProgrammeStatus.PUBLISHED:
        raise NotFound
    return programme


def programme_from(row: Mapping[str, Any]) -> Programme:
    """The programme of a row that has the PROGRAMME_COLUMNS."""
    detail = row["detail"]
    return Programme(
        id=row["id"],
        terms=ProgrammeTerms(
            slug=row["slug"],
            name=row["name"],
            summary=row["summary"],
            choice=msgspec.convert(detail.get("choice", {}), ChoiceRules),
            status=ProgrammeStatus(detail.get("status", ProgrammeStatus.PUBLISHED)),
            illustrative=detail.get("illustrative"),
        ),
    )
