"""The review queue: what is due first at the top, narrowed by programme, words and whose it is; given away in bulk."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.casework.assign_cases import assign_cases
from seoul_learn.tenant_plane.casework.errors import DecidedBefore, NotAReviewer, OwnCase
from seoul_learn.tenant_plane.casework.queries import narrowed, reviewers, waiting_cases
from seoul_learn.tenant_plane.casework.values import Kind, Order, QueueCase, Whose
from seoul_learn.tenant_plane.people.values import REVIEWER_ROLES
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.console.officer import officer_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

REVIEWERS = tuple(sorted(REVIEWER_ROLES))
_NOBODY_LIKE_THAT = Fault("to", N_("Choose a colleague who reviews applications."))
_NOTHING_CHOSEN = Fault("application", N_("Choose at least one application."))


class QueueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One application that waits; `overdue` when its day has passed, `today` when it is today."""

    case: QueueCase
    programme: dict[str, str]
    overdue: bool
    today: bool
    mine: bool


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked to be seen. `form` is the filter, `giving` what is given to whom, with its faults."""

    lines: tuple[QueueLine, ...]
    waiting: int
    programmes: tuple[Choice, ...]
    colleagues: tuple[Choice, ...]
    form: Form
    giving: Form
    query: str


_NARROWING = ("programme", "kind", "search", "whose", "order")


@get("/console/applications", opt={"access": REVIEWERS})
async def show_queue(
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    programme: FromQuery[str] = "",
    kind: FromQuery[str] = Kind.ALL.value,
    search: FromQuery[str] = "",
    whose: FromQuery[str] = Whose.ALL.value,
    order: FromQuery[str] = Order.DUE.value,
) -> Template:
    """Applications that wait for an officer."""
    form = _filter(programme, kind, search, whose, order)
    return page("console/queue.html", await _view(work, parts, form, Form()), work=work)


@post("/console/applications", opt={"access": REVIEWERS}, status_code=303)
async def give_cases(
    request: Request[Any, Any, Any],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    programme: FromQuery[str] = "",
    kind: FromQuery[str] = Kind.ALL.value,
    search: FromQuery[str] = "",
    whose: FromQuery[str] = Whose.ALL.value,
    order: FromQuery[str] = Order.DUE.value,
) -> Redirect | Template:
    """Give the chosen applications to a colleague, or to nobody."""
    sent = await request.form()
    chosen = [str(one) for one in sent.getall("application", [])]
    to = str(sent.get("to", ""))
    form, giving = _filter(programme, kind, search, whose, order), Form({"application": chosen, "to": to})
    cases = {one.application_id for one in await _waiting(work, parts)}
    wanted = [found for one in chosen if (found := parse_id(one)) in cases and found is not None]
    if not wanted:
        giving = giving.with_faults([_NOTHING_CHOSEN])
    else:
        giving = await _given(work, parts, wanted, to, giving)
    if giving.faults:
        return page("console/queue.html", await _view(work, parts, form, giving), work=work, status=422)
    return Redirect(f"/console/applications?{request.scope['query_string'].decode('latin-1')}", status_code=303)


async def _given(work: Work, parts: Parts, wanted: list[UUID], to: str, giving: Form) -> Form:
    """The form with why nothing was given away; without a fault, all of it was."""
    colleague = parse_id(to)
    if to and colleague is None:
        return giving.with_faults([_NOBODY_LIKE_THAT])
    try:
        # What is refused half-way is undone, though the page that says so is an answer like any other.
        async with work.session.begin_nested():
            await assign_cases(
                work.session, wanted, to=colleague, officer_id=officer_of(work).person_id, clock=parts.clock
            )
    except (DecidedBefore, NotAReviewer, OwnCase) as refused:
        return giving.refused("to", refused)
    return giving


async def _view(work: Work, parts: Parts, form: Form, giving: Form) -> QueueView:
    programmes = await list_programmes(work.session)
    by_id = {one.id: one.terms for one in programmes}
    waiting = await _waiting(work, parts)
    officer_id = officer_of(work).person_id
    today = local_date(parts.clock.now(), work.visitor.timezone)
    shown = narrowed(
        waiting,
        programme_id=next((one.id for one in programmes if one.terms.slug == form.text("programme")), None),
        kind=Kind(form.text("kind")),
        search=form.text("search"),
        whose=Whose(form.text("whose")),
        order=Order(form.text("order")),
        officer_id=officer_id,
        today=today,
    )
    return QueueView(
        lines=tuple(
            QueueLine(
                case=one,
                programme=by_id[one.programme_id].name,
                overdue=one.due_on < today,
                today=one.due_on == today,
                mine=officer_id in (one.assigned_id, one.holder_id),
            )
            for one in shown
        ),
        waiting=len(waiting),
        programmes=tuple(Choice(one.terms.slug, _name(one, work)) for one in programmes),
        colleagues=tuple(Choice(str(one.id), one.name) for one in await reviewers(work.session)),
        form=form,
        giving=giving,
        query=urlencode([(name, form.text(name)) for name in _NARROWING if form.text(name)]),
    )


async def _waiting(work: Work, parts: Parts) -> list[QueueCase]:
    """All but the officer's own application, of which she is an applicant like any other."""
    waiting = await waiting_cases(work.session, now=parts.clock.now(), timezone=work.visitor.timezone)
    return [one for one in waiting if one.person_id != officer_of(work).person_id]


def _filter(programme: str, kind: str, search: str, whose: str, order: str) -> Form:
    """What is typed into an address by hand and means nothing is as if it were not there."""
    return Form(
        {
            "programme": programme,
            "kind": kind if kind in list(Kind) else Kind.ALL.value,
            "search": search,
            "whose": whose if whose in list(Whose) else Whose.ALL.value,
            "order": order if order in list(Order) else Order.DUE.value,
        }
    )


def _name(programme: Programme, work: Work) -> str:
    names = programme.terms.name
    return names.get(work.visitor.language) or names.get(work.visitor.default_language) or programme.terms.slug
