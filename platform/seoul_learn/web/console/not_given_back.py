"""Seats that are over for their learners and that the provider has not taken back: they are asked back once more."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.enrolments.queries import not_given_back
from seoul_learn.tenant_plane.enrolments.release import try_again
from seoul_learn.tenant_plane.enrolments.values import NotGivenBack
from seoul_learn.web.console.catalogue import MANAGERS
from seoul_learn.web.console.officer import officer_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class SeatLine(msgspec.Struct, frozen=True, kw_only=True):
    """One seat, and of which offering it is."""

    seat: NotGivenBack
    offering: dict[str, str]


class NotGivenBackView(msgspec.Struct, frozen=True, kw_only=True):
    """The longest first."""

    lines: tuple[SeatLine, ...]


@get("/console/not-given-back", opt={"access": MANAGERS})
async def show_not_given_back(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """Every seat that did not come back."""
    names = {one.id: one.terms.name for one in await list_contracts(work.session)}
    lines = tuple(
        SeatLine(seat=one, offering=names[one.contract_id])
        for one in await not_given_back(work.session, now=parts.clock.now())
    )
    return page("console/not_given_back.html", NotGivenBackView(lines=lines), work=work)


@post("/console/not-given-back/{enrolment_id:uuid}/release", opt={"access": MANAGERS}, status_code=303)
async def ask_back(
    request: Request[Any, Any, Any],
    enrolment_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect:
    """Ask for one of them once more, now."""
    del request
    actor = Actor(kind="person", id=officer_of(work).person_id)
    await try_again(work.session, enrolment_id, actor=actor, clock=parts.clock)
    return Redirect("/console/not-given-back", status_code=303)
