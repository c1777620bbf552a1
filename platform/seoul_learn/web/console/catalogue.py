"""Contracts: what is left of seats and codes, and bringing in the codes of a provider's file."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.import_codes import CodesRefused, import_codes, read_codes
from seoul_learn.tenant_plane.catalogue.queries import code_stocks, get_contract, list_contracts
from seoul_learn.tenant_plane.catalogue.try_connection import needs_codes
from seoul_learn.tenant_plane.catalogue.values import CodeStock, Contract
from seoul_learn.tenant_plane.enrolments.compare import ask_for_waiting
from seoul_learn.tenant_plane.enrolments.queries import seat_counts
from seoul_learn.tenant_plane.enrolments.values import SeatCount
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work

MANAGERS = (Role.catalogue_manager, Role.administrator)
_LARGEST_FILE = 5 * 1024 * 1024
FIELD = "codes"


class ContractLine(msgspec.Struct, frozen=True, kw_only=True):
    """One contract and what is left of it. `needs_codes`: its connector gives out those of a provider's file."""

    contract: Contract
    seats: SeatCount | None
    codes: CodeStock | None
    needs_codes: bool


class CatalogueView(msgspec.Struct, frozen=True, kw_only=True):
    """`added` and `known` tell of the import just done."""

    lines: tuple[ContractLine, ...]
    added: int | None
    known: int | None


class ImportView(msgspec.Struct, frozen=True, kw_only=True):
    """The form for a file of codes."""

    contract: Contract
    form: Form = Form()


@get("/console/catalogue", opt={"access": MANAGERS})
async def show_contracts(
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    added: FromQuery[int | None] = None,
    known: FromQuery[int | None] = None,
) -> Template:
    """Every contract of the city."""
    seats, codes = await seat_counts(work.session), await code_stocks(work.session)
    lines = tuple(
        ContractLine(
            contract=one,
            seats=seats.get(one.id),
            codes=codes.get(one.id),
            needs_codes=needs_codes(one, parts.outside.plugins),
        )
        for one in await list_contracts(work.session)
    )
    return page("console/catalogue.html", CatalogueView(lines=lines, added=added, known=known), work=work)


@get("/console/catalogue/{contract_id:uuid}/codes", opt={"access": MANAGERS})
async def ask_for_codes(contract_id: FromPath[UUID], work: NamedDependency[Work]) -> Template:
    """The form for a provider's file."""
    view = ImportView(contract=await get_contract(work.session, contract_id))
    return page("console/codes.html", view, work=work)


@post(
    "/console/catalogue/{contract_id:uuid}/codes",
    opt={"access": MANAGERS},
    status_code=303,
    request_max_body_size=_LARGEST_FILE,
)
async def bring_in_codes(
    request: Request[Any, Any, Any],
    contract_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Take all codes of the file that are new, or none when it cannot be read."""
    contract = await get_contract(work.session, contract_id)
    uploaded = (await request.form()).get(FIELD)
    content = await uploaded.read() if isinstance(uploaded, UploadFile) else b""
    try:
        codes = read_codes(content, today=local_date(parts.clock.now(), work.visitor.timezone))
    except CodesRefused as refused:
        view = ImportView(contract=contract, form=Form().refused(FIELD, refused))
        return page("console/codes.html", view, work=work, status=422)
    person = work.visitor.person
    imported = await import_codes(
        work.session, contract.id, codes, actor=Actor(kind="person", id=person.person_id if person else None),
        keys=parts.sealing, clock=parts.clock,
    )  # fmt: skip
    await ask_for_waiting(work.session, contract.id)
    return Redirect(f"/console/catalogue?added={imported.added}&known={imported.known}", status_code=303)
