"""What a draft would do: the same as determining each application, told by counts alone, and nothing written by it."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.fact_values import value_bytes
from seoul_learn.tenant_plane.applications.models import (
    Application,
    Determination,
    Entitlement,
    Evidence,
    FactAnswer,
)
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.eligibility.evaluate import evaluate
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.preview import Population, Preview, previews_of
from seoul_learn.tenant_plane.eligibility.queries import get_policy, list_policies
from seoul_learn.tenant_plane.impact import count
from seoul_learn.tenant_plane.impact.changes import CHANGES, Change, change_of
from seoul_learn.tenant_plane.impact.count import Counting, count_impact
from seoul_learn.tenant_plane.impact.decide_some import Person, Question, tally_some
from seoul_learn.tenant_plane.impact.suppress import FEWEST, suppress
from seoul_learn.tenant_plane.impact.tally import Tally
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role
from tests.conftest import Database
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_policy_editor import (
    CITY,
    add_children,
    ask,
    begin,
    build,
    cover,
    discard,
    forget_cases,
    officer,
    send,
    versions,
)

DAY = "2027-03-02"
LOSERS, STAYING, GAINING, SILENT, WAITING = 6, 7, 9, 8, 5
"""Members with two children and with three, applicants with three, who told nothing, who will show a document."""


@pytest.fixture
async def ann(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "ann")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def ben(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "ben")
    yield browser
    await browser.http.aclose()


@pytest.fixture(scope="module")
async def people(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> list[UUID]:
    """Invented families of the county; the ids of their applications."""
    del app
    tenant = cities[CITY]
    made = []
    kinds: list[tuple[int, int | None, bool, bool]] = [
        (LOSERS, 2, True, False), (STAYING, 3, True, False), (GAINING, 3, False, False), (SILENT, None, False, False),
        (WAITING, None, False, True),
    ]  # fmt: skip
    for many, children, member, to_show in kinds:
        made += [await family(runtime, tenant, children, member=member, to_show=to_show) for _ in range(many)]
    return made


async def family(
    runtime: Runtime, tenant: TenantRef, children: int | None, *, member: bool, to_show: bool = False
) -> UUID:
    now = runtime.clock.now()
    async with runtime.tenants.transaction(tenant.id) as session:
        (policy, *_) = await list_policies(session)
        person_id = await add_person(
            session, email=f"{new_id()}@demo.example", language="ko", roles=(Role.applicant,), clock=runtime.clock
        )
        seal = await person_seal(session, runtime.sealing, person_id)
        application_id = new_id()
        session.add(
            Application(
                id=application_id, programme_id=policy.programme_id, person_id=person_id, policy_version_id=policy.id,
                reference=str(application_id)[-12:], state="determined" if member else "submitted", began_at=now,
                submitted_at=now,
            )
        )  # fmt: skip
        await session.flush()
        if children is not None or to_show:
            answer_id = new_id()
            value = seal.seal(value_bytes(children or 0), table="fact_answer", row=answer_id, column="value")
            session.add(
                FactAnswer(
                    id=answer_id, application_id=application_id, name="household.children", answered_at=now,
                    state="to_be_shown" if to_show else "told", value=None if to_show else value,
                )
            )  # fmt: skip
        if to_show:
            session.add(
                Evidence(
                    application_id=application_id, fact="household.children", media_type="application/pdf", size=1,
                    content=b"x", state="waiting", uploaded_at=now,
                )
            )  # fmt: skip
        if member:
            determination_id = new_id()
            session.add(
                Determination(
                    id=determination_id, application_id=application_id, policy_version_id=policy.id, number=1,
                    outcome="eligible", occasion="submitted", as_of=now.date(), digest="0" * 64, determined_at=now,
                    record=b"not read by a preview",
                )
            )  # fmt: skip
            await session.flush()
            session.add(
                Entitlement(
                    application_id=application_id, person_id=person_id, determination_id=determination_id,
                    slots=["school_subject"], at_most=1, starts_on=now.date(),
                    ends_on=now.date() + timedelta(days=300), state="active",
                )
            )  # fmt: skip
        await session.flush()
    return application_id


async def drafted(browser: Browser, *, transition: str = "keep") -> str:
    draft = await begin(browser, DAY)
    await build(browser, draft, DAY)
    if transition != "keep":
        year, month, day = DAY.split("-")
        await send(browser, f"{draft}/head", {
            "effective_from-year": year, "effective_from-month": month, "effective_from-day": day,
            "source": "notice 1", "transition": transition, "basis": "an ordinance",
        })  # fmt: skip
    return draft


async def counted(browser: Browser, draft: str, runtime: Runtime, tenant: TenantRef, **fields: str) -> None:
    """Ask for a preview by its form, and count as the worker does."""
    await browser.get(f"{draft}/impact")
    await browser.post(f"{draft}/impact", {"action": "begin", "population": "present", **fields})
    assert browser.path == f"{draft}/impact", browser.text
    for preview in (await found(runtime, tenant, draft)).values():
        await count_impact(tenant.id, preview.id, counting(runtime), step=4)


async def found(runtime: Runtime, tenant: TenantRef, draft: str) -> dict[Population, Preview]:
    async with runtime.tenants.transaction(tenant.id) as session:
        return await previews_of(session, UUID(draft.rpartition("/")[2]))


def counting(runtime: Runtime) -> Counting:
    return Counting(database=runtime.tenants, engine=runtime.engine, keys=runtime.sealing, clock=runtime.clock)


def table_counts(database: Database) -> dict[str, int]:
    """The rows of every table of the tenant plane."""
    with psycopg.connect(database.owner_url) as owner:
        tables = [name for (name,) in owner.execute("select tablename from pg_tables where schemaname = 'tenant'")]
        return {name: owner.execute(f'select count(*) from tenant."{name}"').fetchone()[0] for name in tables}  # type: ignore[index]  # noqa: S608  # names of the catalogue


async def test_the_counts_are_those_of_determining_each_application_alone(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], people: list[UUID]
) -> None:
    tenant = cities[CITY]
    draft = await drafted(ann, transition="redetermine")
    await counted(ann, draft, runtime, tenant)
    preview = (await found(runtime, tenant, draft))[Population.PRESENT]
    alone: Counter[Change] = Counter()
    async with runtime.tenants.transaction(tenant.id) as session:
        stored = await get_policy(session, UUID(draft.rpartition("/")[2]))
        policy, ground = runtime.engine.policy(stored), await ground_of(session, runtime.engine)
        for application_id in people:
            case = await read_case_without_record(session, application_id, runtime, ground.facts)
            evaluation = evaluate(
                policy, case.facts(), as_of=policy.effective_from, standards=ground.standards,
                to_be_shown=case.to_be_shown(), catalogue=ground.facts,
            )  # fmt: skip
            alone[change_of(evaluation.outcome, has=case.entitled is not None)] += 1
    assert alone == {
        Change.LOSES: LOSERS, Change.STAYS: STAYING, Change.GAINS: GAINING, Change.QUESTIONS: SILENT,
        Change.REVIEW: WAITING,
    }  # fmt: skip
    assert preview.result is not None
    told = dict(zip(CHANGES, suppress([alone[change] for change in CHANGES]), strict=True))
    assert preview.result["totals"] == {change.value: cell for change, cell in told.items()}
    assert preview.has_losers is True
    await ann.get(f"{draft}/impact")
    assert f"Would gain {GAINING}" in ann.text
    assert "fewer than 5" in ann.text
    await discard(ann, draft)
    assert await found(runtime, tenant, draft) == {}


@pytest.mark.parametrize(
    ("transition", "expected"),
    [
        # Whoever applied before is decided by the version of today, which asks for other facts of all of them.
        ("keep", {Change.LOSES: LOSERS, Change.STAYS: STAYING, Change.QUESTIONS: GAINING + SILENT + WAITING}),
        (
            "applicants_advantage",
            {
                Change.LOSES: LOSERS, Change.STAYS: STAYING, Change.GAINS: GAINING, Change.QUESTIONS: SILENT,
                Change.REVIEW: WAITING,
            },
        ),
    ],
)  # fmt: skip
async def test_applications_in_flight_are_counted_as_the_drafts_transition_treats_them(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], people: list[UUID], transition: str,
    expected: dict[Change, int],
) -> None:  # fmt: skip
    del people
    draft = await drafted(ann, transition=transition)
    await counted(ann, draft, runtime, cities[CITY])
    preview = (await found(runtime, cities[CITY], draft))[Population.PRESENT]
    assert preview.result is not None
    told = dict(zip(CHANGES, suppress([expected.get(change, 0) for change in CHANGES]), strict=True))
    assert preview.result["totals"] == {change.value: cell for change, cell in told.items()}
    await discard(ann, draft)


async def read_case_without_record(session: Any, application_id: UUID, runtime: Runtime, facts: Any) -> Any:
    """The case as determining reads it, but for the record of these people's determinations, which is none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("seoul_learn.tenant_plane.applications.read_case._determined", lambda row, seal: row["number"])
        return await read_case(session, application_id, keys=runtime.sealing, catalogue=facts)


async def test_nothing_is_written_but_the_preview_and_that_it_was_asked_for(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], people: list[UUID], database: Database
) -> None:
    del people
    draft = await drafted(ann)
    before = table_counts(database)
    await counted(ann, draft, runtime, cities[CITY])
    after = table_counts(database)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "policy_preview": 1,
        "audit_entry": 1,
    }
    await discard(ann, draft)


async def test_nobody_is_told_of_by_the_result(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], people: list[UUID]
) -> None:
    """No count below five is kept, not even in the database."""
    del people
    draft = await drafted(ann)
    await counted(ann, draft, runtime, cities[CITY])
    result = (await found(runtime, cities[CITY], draft))[Population.PRESENT].result
    assert result is not None
    cells = [cell for table in result["groups"] for line in table["lines"] for cell in line["cells"]]
    cells += [*result["totals"].values(), *(line[one] for line in result["tiers"] for one in ("stays", "gains"))]
    assert "few" in cells
    assert all(cell >= FEWEST for cell in cells if isinstance(cell, int))
    await discard(ann, draft)


async def test_a_cancelled_preview_stops_at_the_next_step_and_leaves_nothing(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    del people
    tenant = cities[CITY]
    draft = await drafted(ann)
    await ann.get(f"{draft}/impact")
    await ann.post(f"{draft}/impact", {"action": "begin", "population": "present"})
    assert "It waits for its turn." in ann.text
    preview = (await found(runtime, tenant, draft))[Population.PRESENT]
    steps: list[int] = []

    async def cancel() -> None:
        await ann.get(f"{draft}/impact")
        assert "4 of 35 counted" in ann.text
        await ann.post(f"{draft}/impact", {"action": "cancel", "population": "present"})

    def tally(tally: Tally, people: Sequence[Person], question: Question) -> None:
        steps.append(len(people))
        tally_some(tally, people, question)

    goes_on = count._goes_on

    async def watched(*arguments: Any) -> bool:
        there = await goes_on(*arguments)
        if len(steps) == 1:
            await cancel()
        return there

    monkeypatch.setattr(count, "tally_some", tally)
    monkeypatch.setattr(count, "_goes_on", watched)
    await count_impact(tenant.id, preview.id, counting(runtime), step=4)
    assert len(steps) == 2
    assert await found(runtime, tenant, draft) == {}
    await ann.get(f"{draft}/impact")
    assert "Look again" not in ann.text
    await discard(ann, draft)


async def test_a_preview_of_a_draft_that_changed_meanwhile_is_not_counted(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], people: list[UUID]
) -> None:
    del people
    draft = await drafted(ann)
    await ann.get(f"{draft}/impact")
    await ann.post(f"{draft}/impact", {"action": "begin", "population": "present"})
    preview = (await found(runtime, cities[CITY], draft))[Population.PRESENT]
    await add_children(ann, draft, "another")
    await count_impact(cities[CITY].id, preview.id, counting(runtime))
    assert await found(runtime, cities[CITY], draft) == {}
    await discard(ann, draft)


async def test_invented_people_are_called_so_and_do_not_let_a_draft_be_published(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seoul_learn.tenant_plane.impact.count.MANY", 300)
    monkeypatch.setattr("seoul_learn.tenant_plane.impact.invent.MANY", 300)
    draft = await drafted(ann)
    await cover(ann, draft)
    await counted(ann, draft, runtime, cities[CITY], population="invented")
    await ann.get(f"{draft}/impact")
    assert "These people are invented" in ann.text
    first = (await found(runtime, cities[CITY], draft))[Population.INVENTED]
    await counted(ann, draft, runtime, cities[CITY], population="invented")
    assert (await found(runtime, cities[CITY], draft))[Population.INVENTED].result == first.result
    await ask(ann, draft)
    assert ann.page.status_code == 422
    assert "Preview the impact first." in ann.text
    await forget_cases(ann, draft, "three", "two", "silent")
    await discard(ann, draft)


async def test_publishing_needs_a_preview_of_this_very_text_and_a_rule_for_those_who_would_lose(
    ann: Browser, ben: Browser, runtime: Runtime, cities: dict[str, TenantRef], people: list[UUID], database: Database
) -> None:
    del people
    tenant = cities[CITY]
    draft = await drafted(ann)
    await cover(ann, draft)
    await ask(ann, draft)
    assert ann.page.status_code == 422
    assert "Nobody has previewed what this draft, as it is now, would do" in ann.text
    await counted(ann, draft, runtime, tenant)
    await add_children(ann, draft, "another")
    await send(ann, f"{draft}/criteria/another", {"action": "remove"})
    await ask(ann, draft)
    assert "The preview shows people who would lose. Choose what becomes of them." in ann.text
    await ask(ann, draft, for_losers="grace")
    assert "This draft says nothing of grace." in ann.text
    # What becomes of applications in flight is chosen now, and does not make another draft of it.
    await ask(ann, draft, for_losers="until_term_ends", transition="redetermine")
    assert ann.page.status_code == 200, ann.text
    assert "They keep all of it until their term ends" in ann.text
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("update tenant.policy_preview set finished_at = finished_at - interval '31 days'")
    await send(ben, f"{draft}/publication", {"action": "confirm"})
    assert ben.page.status_code == 422
    assert "Preview the impact first." in ben.text
    await counted(ben, draft, runtime, tenant)
    await send(ben, f"{draft}/publication", {"action": "confirm"})
    assert ben.path == "/console/policies", ben.text
    assert len(await versions(runtime, tenant)) == 2
    with psycopg.connect(database.owner_url) as owner:
        kept = owner.execute(
            "select for_losers, previewed is not null from tenant.policy_publication where policy_version_id = %s",
            [draft.rpartition("/")[2]],
        ).fetchall()
        told = owner.execute("select detail from tenant.audit_entry where action = 'policy.published'").fetchall()
    assert kept == [("until_term_ends", True)]
    assert told[-1][0]["for_losers"] == "until_term_ends"
