"""What a person answered in an earlier application: shown and asked "still so?", never taken over in silence."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.facts import Fact, FactCatalogue, FactValue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.applications.answer import keep_value
from seoul_learn.tenant_plane.applications.fact_values import value_from
from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.models import FactAnswer
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.values import AnswerState, ApplicationState, Case
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.eligibility.evaluate import evaluate
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.question_path import easiest


def asks_for_earlier(case: Case) -> bool:
    """Whether this is the moment: a draft in which nothing is answered and nothing earlier was shown."""
    application = case.application
    fresh = application.state is ApplicationState.DRAFT and application.earlier_seen_at is None
    return fresh and not case.answers


async def earlier_answers(
    session: AsyncSession, case: Case, *, keys: SealingKeys, catalogue: FactCatalogue
) -> dict[str, FactValue]:
    """What the same person last told of each fact in another application that she has not withdrawn."""
    rows = await session.scalars(
        select(FactAnswer)
        .join(
            ApplicationRow,
            (ApplicationRow.tenant_id == FactAnswer.tenant_id) & (ApplicationRow.id == FactAnswer.application_id),
        )
        .where(
            ApplicationRow.person_id == case.application.person_id,
            ApplicationRow.id != case.application.id,
            ApplicationRow.state != ApplicationState.WITHDRAWN.value,
            FactAnswer.state == AnswerState.TOLD.value,
        )
        .order_by(FactAnswer.answered_at)
    )
    seal = await person_seal(session, keys, case.application.person_id)
    return {
        row.name: value_from(
            seal.unseal(row.value, table="fact_answer", row=row.id, column="value"), row.name, catalogue
        )
        for row in rows
        if row.value and row.name in catalogue
    }


def still_wanted(
    policy: Policy,
    case: Case,
    earlier: Mapping[str, FactValue],
    *,
    as_of: date,
    catalogue: FactCatalogue,
    standards: Standards,
) -> tuple[str, ...]:
    """Those of the earlier answers that would be asked for again: what cannot change the outcome is not shown."""
    facts, passed, found = case.facts(), set(case.passed()), list[str]()
    while True:
        evaluation = evaluate(policy, facts, as_of=as_of, standards=standards, catalogue=catalogue)
        name = easiest(policy, evaluation.wanted, passed=passed, catalogue=catalogue)
        if name is None:
            return tuple(found)
        if name in earlier:
            found.append(name)
            facts[name] = Fact(name=name, value=earlier[name])
        else:
            passed.add(name)


async def reuse_answers(
    session: AsyncSession,
    case: Case,
    earlier: Mapping[str, FactValue],
    names: Collection[str],
    *,
    keys: SealingKeys,
    clock: Clock,
) -> None:
    """Keep those that are still so as answers of this application, told today. Raises AlreadySubmitted."""
    now = clock.now()
    for name in names:
        await keep_value(session, case, name, earlier[name], keys=keys, now=now)
    await session.execute(
        update(ApplicationRow).where(ApplicationRow.id == case.application.id).values(earlier_seen_at=now)
    )
