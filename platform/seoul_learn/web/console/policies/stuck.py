"""Announced versions whose day has come and that do not decide: an alarm for the officers, and what to do about it."""

from datetime import date
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.eligibility.bring_into_force import examine_again, versions_due
from seoul_learn.web.console.policies.opened import surroundings, today
from seoul_learn.web.console.policies.remark_words import gap_words, remark_line, result_words
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.work import Work


class Stuck(msgspec.Struct, frozen=True, kw_only=True):
    """One version, and in sentences what bars it; nothing where the worker will bring it into force next.

    Not `by_two`: no two officers of the console announced it, but a bundle.
    """

    id: UUID
    programme_id: UUID
    effective_from: date
    by_two: bool
    bars: tuple[str, ...]


async def stuck_versions(work: Work, parts: Parts) -> tuple[Stuck, ...]:
    """Those of the whole city; each is examined as the worker does."""
    found = []
    for due in await versions_due(work.session, today(work, parts)):
        stored, reader = due.stored, work.visitor
        examined = examine_again(stored, await surroundings(work, parts, stored.programme_id))
        bars = [f"{one.field}: {one.message}" for one in examined.faults]
        bars += [remark_line(one, reader, base="").words for one in examined.remarks if one.bars]
        if examined.tried:
            bars += [f"{one.case.name}: {result_words(one, reader)}" for one in examined.tried.failing]
            bars += [gap_words(one, reader) for one in examined.tried.uncovered]
        found.append(
            Stuck(
                id=stored.id, programme_id=stored.programme_id, effective_from=stored.effective_from,
                by_two=due.by_two, bars=tuple(bars),
            )
        )  # fmt: skip
    return tuple(found)
