"""Where the reader stands for a place, and how she stops waiting for one."""

import contextlib
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from seoul_learn.tenant_plane.applications.errors import NothingToLeave
from seoul_learn.tenant_plane.applications.give_up_turn import give_up_turn
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.ranking import Order
from seoul_learn.tenant_plane.places.own_place import OwnPlace, own_place
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import reader_of
from seoul_learn.web.shared.work import Looks, Work


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is what the page says first: given, coming, waits, later, looked_at, kept, or ended.

    `place` is there for those who have none yet.
    """

    kind: str
    place: OwnPlace | None


async def place_view(work: Looks, parts: Parts, case: Case) -> PlaceView | None:
    """None where the programme has no limited places, or nothing is to be said of them."""
    placed, latest = case.placed, case.latest
    if placed is None or latest is None:
        return None
    eligible = latest.outcome is Outcome.ELIGIBLE
    if placed.state is PlacingState.ADMITTED:
        return PlaceView(kind="given" if placed.given else "coming", place=None)
    if placed.state is PlacingState.ENDED:
        return PlaceView(kind="ended", place=None) if eligible and case.entitled is None else None
    place = await own_place(work.source, case, parts.engine, timezone=work.visitor.timezone, clock=parts.clock)
    if place is None or not (eligible or place.order is Order.FIRST_COME):
        return None
    if not eligible:
        return PlaceView(kind="kept", place=place)
    if place.to_see:
        return PlaceView(kind="looked_at", place=place)
    return PlaceView(kind="later" if place.decides_later else "waits", place=place)


@post("/applications/{application_id:uuid}/stop-waiting", opt={"access": "signed_in"}, status_code=303)
async def stop_waiting(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect:
    """Give up the turn; the page of the outcome then says so."""
    del request
    # Whoever has got a place meanwhile reads that, and nothing is taken from her.
    with contextlib.suppress(NothingToLeave):
        await give_up_turn(
            work.session, application_id, person_id=reader_of(work).person_id, clock=parts.clock
        )
    return Redirect(f"/applications/{application_id}/outcome", status_code=303)
