"""The line to one provider: its secrets, the test that opens a contract, and where both sides say different things."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.abilities import TakesEvents, TellsSeats
from seoul_learn.plugin_api.provider import Concern
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.keep_secrets import SecretRefused, keep_secrets
from seoul_learn.tenant_plane.catalogue.line_queries import LineState, line_state
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.try_connection import (
    BROKEN,
    UNCONFIGURED,
    NotTested,
    close_contract,
    open_contract,
    try_connection,
)
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.enrolments.compare import CompareContract
from seoul_learn.tenant_plane.enrolments.differences import POSSIBLE, Difference, Settlement, open_differences
from seoul_learn.tenant_plane.enrolments.settle_difference import NotSettled, settle_difference
from seoul_learn.tenant_plane.enrolments.take_event import EVENTS_PATH
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Errand, Visitor, Work

_MANAGERS = {"access": (Role.catalogue_manager, Role.administrator)}
_PATH = "/console/catalogue/{contract_id:uuid}/connection"
_OF_OURS = {
    UNCONFIGURED: N_("The configuration is not complete: a secret is missing, or the city’s file has a wrong value."),
    BROKEN: N_("The connector could not find out what is wrong. Ask the operators of the platform."),
}


class SecretLine(msgspec.Struct, frozen=True, kw_only=True):
    """One secret: the form's field, its label in the reader's language, and whether there is one."""

    field: str
    label: str
    is_there: bool


class DifferenceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One difference and what can be done about it."""

    difference: Difference
    possible: tuple[Settlement, ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a test found: a message id of ours, or the connector's own text in the reader's language."""

    message_id: str = ""
    text: str = ""


class ConnectionView(msgspec.Struct, frozen=True, kw_only=True):
    """`concerns` are what a test found; `passed` when one found nothing. `done` says what was just done."""

    line: LineState
    secrets: tuple[SecretLine, ...]
    differences: tuple[DifferenceLine, ...]
    can_compare: bool
    events_address: str
    form: Form
    concerns: tuple[Said, ...] = ()
    passed: bool = False
    done: str = ""


@get(_PATH, opt=_MANAGERS)
async def show_connection(
    contract_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    done: FromQuery[str] = "",
) -> Template:
    """How the line is."""
    return page(_TEMPLATE, await _view(work.session, contract_id, work.visitor, parts, done=done), work=work)


@post(f"{_PATH}/secrets", opt=_MANAGERS, status_code=303)
async def give_secrets(
    request: Request[Any, Any, Any],
    contract_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Seal what was typed; an empty field keeps what is there."""
    typed = {
        name.removeprefix("secret-"): str(value)
        for name, value in (await request.form()).items()
        if name.startswith("secret-")
    }
    try:
        async with work.session.begin_nested():
            await keep_secrets(
                work.session, contract_id, typed, plugins=parts.outside.plugins, actor=_acting(work.visitor),
                keys=parts.sealing, clock=parts.clock,
            )  # fmt: skip
    except SecretRefused as refused:
        view = await _view(work.session, contract_id, work.visitor, parts, form=Form().refused("", refused))
        return page(_TEMPLATE, view, work=work, status=422)
    return _back(contract_id, "saved")


@post(f"{_PATH}/test", opt=_MANAGERS, status_code=200)
async def test_connection(
    contract_id: FromPath[UUID], errand: NamedDependency[Errand], parts: NamedDependency[Parts]
) -> Template:
    """Ask the provider, and say what is wrong."""
    visitor = errand.visitor
    concerns = await try_connection(
        parts.tenants, visitor.tenant.id, contract_id, actor=_acting(visitor), outside=parts.outside
    )
    async with errand.begin() as session:
        view = await _view(session, contract_id, visitor, parts)
    said = tuple(_in_words(one, view.line.contract.terms.connector, visitor, parts) for one in concerns)
    view = msgspec.structs.replace(view, concerns=said, passed=not concerns)
    return page(_TEMPLATE, view, work=errand)


@post(f"{_PATH}/open", opt=_MANAGERS, status_code=303)
async def open_to_learners(
    contract_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Learners can choose it from now on."""
    try:
        await open_contract(work.session, contract_id, actor=_acting(work.visitor), outside=parts.outside)
    except NotTested as refused:
        view = await _view(work.session, contract_id, work.visitor, parts, form=Form().refused("", refused))
        return page(_TEMPLATE, view, work=work, status=422)
    return _back(contract_id, "open")


@post(f"{_PATH}/close", opt=_MANAGERS, status_code=303)
async def close_to_learners(
    contract_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect:
    """Nobody else can choose it."""
    await close_contract(work.session, contract_id, actor=_acting(work.visitor), clock=parts.clock)
    return _back(contract_id, "closed")


@post(f"{_PATH}/compare", opt=_MANAGERS, status_code=303)
async def want_comparison(contract_id: FromPath[UUID], work: NamedDependency[Work]) -> Redirect:
    """Compare now, in a job."""
    contract = await get_contract(work.session, contract_id)
    await enqueue(work.session, CompareContract(contract_id=contract.id))
    return _back(contract_id, "wanted")


@post(f"{_PATH}/differences/{{difference_id:uuid}}", opt=_MANAGERS, status_code=303)
async def settle(
    request: Request[Any, Any, Any],
    contract_id: FromPath[UUID],
    difference_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """That side gives way, or ours, or it is left for a reason."""
    typed = {name: str(value) for name, value in (await request.form()).items()}
    # What nobody can choose is refused like any other way that does not fit.
    settlement = next((one for one in Settlement if one.value == typed.get("settlement")), Settlement.GONE)
    reason = typed.get(f"reason-{difference_id}", "").strip()
    try:
        async with work.session.begin_nested():
            await settle_difference(
                work.session, difference_id, settlement, reason=reason,
                actor=_acting(work.visitor), clock=parts.clock,
            )  # fmt: skip
    except NotSettled as refused:
        form = Form(typed).refused(f"reason-{difference_id}", refused)
        view = await _view(work.session, contract_id, work.visitor, parts, form=form)
        return page(_TEMPLATE, view, work=work, status=422)
    return _back(contract_id, "settled")


_TEMPLATE = "console/connection.html"


async def _view(
    session: AsyncSession, contract_id: UUID, visitor: Visitor, parts: Parts,
    *, form: Form | None = None, done: str = "",
) -> ConnectionView:  # fmt: skip
    line = await line_state(session, contract_id, parts.outside)
    connector = parts.outside.plugins.connectors.get(line.contract.terms.connector)
    takes_events = isinstance(connector, TakesEvents)
    return ConnectionView(
        line=line,
        secrets=tuple(
            SecretLine(
                field=f"secret-{one.name}",
                label=_text(f"field.{one.name}", line.contract.terms.connector, visitor, parts) or one.name,
                is_there=one.is_there,
            )
            for one in line.secrets
        ),
        differences=tuple(
            DifferenceLine(difference=one, possible=POSSIBLE[one.kind])
            for one in await open_differences(session, contract_id)
        ),
        can_compare=isinstance(connector, TellsSeats),
        events_address=f"{parts.origin_of(visitor.tenant.id) or ''}{EVENTS_PATH}/{contract_id}" if takes_events else "",
        form=form or Form(),
        done=done,
    )


def _in_words(concern: Concern, connector: str, visitor: Visitor, parts: Parts) -> Said:
    if concern.message in _OF_OURS:
        return Said(message_id=_OF_OURS[concern.message])
    text = _text(concern.message, connector, visitor, parts)
    return Said(text=text.format(**concern.values) if text else concern.message)


def _text(message: str, connector: str, visitor: Visitor, parts: Parts) -> str:
    """A text of the connector's, in the reader's language or else in the city's first."""
    strings = parts.outside.plugins.strings.get(connector, {})
    for language in (visitor.language, visitor.default_language, "en"):
        if text := strings.get(language, {}).get(message):
            return text
    return ""


def _back(contract_id: UUID, done: str) -> Redirect:
    return Redirect(f"/console/catalogue/{contract_id}/connection?done={done}", status_code=303)


def _acting(visitor: Visitor) -> Actor:
    return Actor(kind="person", id=visitor.person.person_id if visitor.person else None)
