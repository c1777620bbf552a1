"""Still so? What somebody told in an earlier application, one question for each group of answers."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.facts import FactCatalogue, FactValue, Sensitivity
from seoul_learn.tenant_plane.applications.earlier_answers import (
    asks_for_earlier,
    earlier_answers,
    reuse_answers,
    still_wanted,
)
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import own_case
from seoul_learn.web.shared.fact_words import question_of, value_in_words
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.rows import Row
from seoul_learn.web.shared.translate import N_, translator
from seoul_learn.web.shared.work import Work

_TITLES = {
    "learner": N_("About the learner"),
    "guardian": N_("About a guardian"),
    "household": N_("About the household"),
}
_OTHER = N_("Other answers")
_SENSITIVE = N_("Answers that are especially private")


class EarlierGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Answers that are confirmed together; `name` is the field's."""

    name: str
    title: str
    rows: tuple[Row, ...]


class EarlierView(msgspec.Struct, frozen=True, kw_only=True):
    """All groups, and the two answers to each."""

    application_id: UUID
    groups: tuple[EarlierGroup, ...]
    choices: tuple[Choice, ...]
    form: Form = Form()


@get("/applications/{application_id:uuid}/earlier", opt={"access": "signed_in"})
async def show_earlier(
    application_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template | Redirect:
    """What was told before, as far as it would be asked for again."""
    case = await own_case(work, parts, application_id)
    earlier = await _earlier(work, parts, case)
    if not earlier:
        return Redirect(f"/applications/{application_id}", status_code=303)
    return page("portal/earlier.html", _view(work, parts, case, earlier), work=work)


@post("/applications/{application_id:uuid}/earlier", opt={"access": "signed_in"}, status_code=303)
async def confirm_earlier(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep the groups that are still so; the others are asked for as ever."""
    case = await own_case(work, parts, application_id)
    earlier = await _earlier(work, parts, case)
    if earlier:
        view = _view(work, parts, case, earlier)
        typed = {name: str(value) for name, value in (await request.form()).items()}
        open_groups = [one.name for one in view.groups if typed.get(one.name) not in ("yes", "no")]
        if open_groups:
            faults = [Fault(name, N_("Choose whether this is still so.")) for name in open_groups]
            shown = Form({one.name: typed.get(one.name, "") for one in view.groups}).with_faults(faults)
            view = msgspec.structs.replace(view, form=shown)
            return page("portal/earlier.html", view, work=work, status=422)
        same = [name for name in earlier if typed[_group_of(parts.facts(work.session), name)] == "yes"]
        await reuse_answers(work.session, case, earlier, same, keys=parts.sealing, clock=parts.clock)
    return Redirect(f"/applications/{application_id}", status_code=303)


async def has_earlier(work: Work, parts: Parts, case: Case) -> bool:
    """Whether there is something to show before the first question."""
    return bool(await _earlier(work, parts, case))


async def _earlier(work: Work, parts: Parts, case: Case) -> dict[str, FactValue]:
    """Earlier answers that would be asked for again, in the order of the path."""
    if not asks_for_earlier(case):
        return {}
    ground = await ground_of(work.session, parts.engine)
    told = await earlier_answers(work.session, case, keys=parts.sealing, catalogue=ground.facts)
    if not told:
        return {}
    wanted = still_wanted(
        parts.engine.policy(await get_policy(work.session, case.application.policy_version_id)),
        case,
        told,
        as_of=local_date(parts.clock.now(), work.visitor.timezone),
        catalogue=ground.facts,
        standards=ground.standards,
    )
    return {name: told[name] for name in wanted}


def _group_of(facts: FactCatalogue, name: str) -> str:
    if facts[name].sensitivity is Sensitivity.SENSITIVE:
        return "sensitive"
    prefix = name.partition(".")[0]
    return prefix if prefix in _TITLES else "other"


def _view(work: Work, parts: Parts, case: Case, earlier: dict[str, FactValue]) -> EarlierView:
    say = translator(work.visitor.language).gettext
    facts = parts.facts(work.session)
    rows: dict[str, list[Row]] = {}
    for name, value in earlier.items():
        definition = facts[name]
        row = Row(question_of(definition, work.visitor), value_in_words(definition, value, work.visitor))
        rows.setdefault(_group_of(facts, name), []).append(row)
    titles = {**_TITLES, "sensitive": _SENSITIVE}
    return EarlierView(
        application_id=case.application.id,
        groups=tuple(
            EarlierGroup(name=group, title=say(titles.get(group, _OTHER)), rows=tuple(some))
            for group, some in rows.items()
        ),
        choices=(Choice("yes", say("Yes, still so")), Choice("no", say("No, ask me again"))),
    )
