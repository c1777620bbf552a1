"""The registers that the city asks: what each has cost this month, what it stopped for, and its secret."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.registers.keep_registers import LONGEST_SECRET, keep_register_secret
from seoul_learn.tenant_plane.registers.queries import get_register, list_registers, spent_in
from seoul_learn.tenant_plane.registers.values import KeptRegister, Spent
from seoul_learn.web.console.officer import officer_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.fact_words import question_of
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

PATH = "/console/registers"
_ADMINISTRATOR = {"access": Role.administrator}
_NO_SECRET = N_("This cannot be a secret. Copy it once more, without line ends.")


class RegisterCard(msgspec.Struct, frozen=True, kw_only=True):
    """A register, the questions that it answers, and its month; amounts are in words."""

    register: KeptRegister
    questions: tuple[str, ...]
    spent: Spent
    cost: str
    limit: str
    each: str
    form: Form


class RegistersView(msgspec.Struct, frozen=True, kw_only=True):
    """Every register of the city; `form` has the fault of a secret that could not be taken."""

    cards: tuple[RegisterCard, ...]
    saved: bool = False
    form: Form = Form()


@get(PATH, opt=_ADMINISTRATOR)
async def show_registers(
    work: NamedDependency[Work], parts: NamedDependency[Parts], saved: FromQuery[bool] = False
) -> Template:
    """What is asked where, and what it costs."""
    view = await _view(work, parts)
    return page("console/registers.html", msgspec.structs.replace(view, saved=saved), work=work)


@post(f"{PATH}/{{register_id:uuid}}/secret", opt=_ADMINISTRATOR, status_code=303)
async def give_register_secret(
    request: Request[Any, Any, Any],
    register_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Seal the secret; it is never shown again."""
    await get_register(work.session, register_id)
    secret = str((await request.form()).get(f"secret-{register_id}", "")).strip()
    if not 0 < len(secret) <= LONGEST_SECRET or not secret.isprintable():
        view = await _view(work, parts, refused=register_id)
        return page("console/registers.html", view, work=work, status=422)
    await keep_register_secret(
        work.session, register_id, secret, actor=Actor(kind="person", id=officer_of(work).person_id),
        seal=parts.sealing.of_tenant(work.visitor.tenant.id), clock=parts.clock,
    )  # fmt: skip
    return Redirect(f"{PATH}?saved=true", status_code=303)


async def _view(work: Work, parts: Parts, *, refused: UUID | None = None) -> RegistersView:
    faulty = Form().with_faults([Fault(f"secret-{refused}", _NO_SECRET)])
    visitor, facts = work.visitor, parts.engine.plugins.facts
    money = formats_for(visitor.language, visitor.timezone, visitor.currency).money
    today = local_date(parts.clock.now(), visitor.timezone)
    cards = []
    for one in await list_registers(work.session):
        spent = await spent_in(work.session, one.terms.slug, today, timezone=visitor.timezone)
        limit = one.terms.monthly_limit_minor
        cards.append(
            RegisterCard(
                register=one,
                questions=tuple(question_of(facts[name], visitor) for name in one.terms.facts if name in facts),
                spent=spent,
                cost=money(spent.cost_minor),
                limit="" if limit is None else money(limit),
                each=money(one.terms.cost_minor),
                form=faulty if one.id == refused else Form(),
            )
        )
    return RegistersView(cards=tuple(cards), form=faulty if refused else Form())
