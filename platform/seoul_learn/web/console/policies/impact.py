"""What a draft would do to the people of its programme: begin to count, look how far it is, read what was found."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.eligibility.examine_draft import read_text
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.preview import (
    Population,
    Preview,
    ask_for_preview,
    cancel_preview,
    mark_of_preview,
    previews_of,
)
from seoul_learn.tenant_plane.impact.changes import CHANGES
from seoul_learn.tenant_plane.impact.invent import MANY, SEED
from seoul_learn.tenant_plane.impact.result import Impact
from seoul_learn.tenant_plane.impact.suppress import FEWEST, Cell
from seoul_learn.web.console.policies.impact_words import Cost, Counts, Group, costs, group, heads
from seoul_learn.web.console.policies.opened import EDITORS, Opened, first, officer_id, open_draft, today, typed
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_, translator
from seoul_learn.web.shared.work import Work

_SILENT_AFTER = timedelta(minutes=2)
_SEATS = N_("Seats at once")


class CountView(msgspec.Struct, frozen=True, kw_only=True):
    """One preview: being counted (`found` is False), or found. `current` when it is of this very text."""

    population: str
    current: bool
    found: bool
    silent: bool
    many: int | None
    seen: int
    asked_at: datetime
    finished_at: datetime | None
    has_losers: bool
    looked_at: Cell
    totals: tuple[Counts, ...]
    groups: tuple[Group, ...]
    costs: tuple[Cost, ...]


class ImpactView(msgspec.Struct, frozen=True, kw_only=True):
    """The page of a draft's consequences; `present` is of all who applied, `invented` of people nobody is."""

    base: str
    programme: dict[str, str]
    effective_from: date
    readable: bool
    fewest: int
    seed: int
    invented_many: int
    heads: tuple[str, ...]
    present: CountView | None
    invented: CountView | None


@get("/console/policies/drafts/{draft_id:uuid}/impact", opt={"access": EDITORS})
async def show_impact(draft_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """How far the counting is, or what it found."""
    opened = await open_draft(work, parts, draft_id)
    return page("console/policy-impact.html", await _view(work, parts, opened), work=work)


@post("/console/policies/drafts/{draft_id:uuid}/impact", opt={"access": EDITORS}, status_code=303)
async def change_impact(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Begin to count, or stop it."""
    opened = await open_draft(work, parts, draft_id)
    sent = await typed(request)
    population = Population.INVENTED if first(sent, "population") == Population.INVENTED else Population.PRESENT
    if first(sent, "action") == "cancel":
        await cancel_preview(work.session, draft_id, population, by=officer_id(work), clock=parts.clock)
        return Redirect(f"/console/policies/drafts/{draft_id}/impact", status_code=303)
    if not _readable(opened):
        return page("console/policy-impact.html", await _view(work, parts, opened), work=work, status=422)
    await ask_for_preview(
        work.session, draft_id, population, today=today(work, parts), by=officer_id(work), engine=parts.engine,
        clock=parts.clock,
    )  # fmt: skip
    return Redirect(f"/console/policies/drafts/{draft_id}/impact", status_code=303)


def _readable(opened: Opened) -> bool:
    policy, faults = read_text(opened.stored.text, opened.among)
    return policy is not None and not faults


async def _view(work: Work, parts: Parts, opened: Opened) -> ImpactView:
    stored = opened.stored
    mark = mark_of_preview(stored, await ground_of(work.session, parts.engine))
    found = await previews_of(work.session, stored.id)
    shown = {population: _count(one, mark, work, parts, opened) for population, one in found.items()}
    return ImpactView(
        base=f"/console/policies/drafts/{stored.id}",
        programme=opened.name,
        effective_from=stored.effective_from,
        readable=_readable(opened),
        fewest=FEWEST,
        seed=SEED,
        invented_many=MANY,
        heads=heads(work.visitor),
        present=shown.get(Population.PRESENT),
        invented=shown.get(Population.INVENTED),
    )


def _count(preview: Preview, mark: str, work: Work, parts: Parts, opened: Opened) -> CountView:
    reader = work.visitor
    impact = msgspec.convert(preview.result, Impact) if preview.result is not None else None
    names = heads(reader)
    return CountView(
        population=preview.population.value,
        current=preview.mark == mark,
        found=impact is not None,
        silent=impact is None and parts.clock.now() - preview.beat_at > _SILENT_AFTER,
        many=preview.many,
        seen=preview.seen,
        asked_at=preview.asked_at,
        finished_at=preview.finished_at,
        has_losers=bool(preview.has_losers),
        looked_at=impact.looked_at if impact else 0,
        totals=tuple(
            Counts(name=name, cells=(impact.totals[change],)) for name, change in zip(names, CHANGES, strict=True)
        )
        if impact
        else (),
        groups=tuple(group(one, opened.among.facts, reader) for one in impact.groups) if impact else (),
        costs=costs(impact, translator(reader.language).gettext(_SEATS), reader) if impact else (),
    )
