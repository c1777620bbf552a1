"""Save a change that an officer made by a form, or tell what stands against it."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.eligibility.change_draft import change_draft
from seoul_learn.tenant_plane.eligibility.errors import DayTaken, DraftChanged, DraftUnusable, LineFault
from seoul_learn.web.console.policies.opened import actor
from seoul_learn.web.console.policies.stale import Stale, stale
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Sentence
from seoul_learn.web.shared.work import Work


class Hindered(msgspec.Struct, frozen=True, kw_only=True):
    """Why nothing was saved: a colleague was first, the text has faults, or it is refused as a whole."""

    stale: Stale | None = None
    faults: tuple[LineFault, ...] = ()
    refused: Sentence | None = None

    @property
    def status(self) -> int:
        """The HTTP status of the page that says so."""
        return 409 if self.stale else 422


async def keep(
    work: Work, parts: Parts, draft_id: UUID, change: Callable[[str], str], *, made_from: str
) -> Hindered | None:
    """None when it was saved. Raises NotFound for what is no draft."""
    try:
        await change_draft(work.session, draft_id, change, made_from=made_from, actor=actor(work), clock=parts.clock)
    except DraftChanged as changed:
        return Hindered(stale=stale(changed.now, change, work.visitor))
    except DraftUnusable as unusable:
        return Hindered(faults=unusable.faults)
    except DayTaken as taken:
        return Hindered(refused=taken)
    return None
