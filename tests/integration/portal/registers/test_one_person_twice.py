"""Two accounts that a register knows as one child: nothing is granted twice, nobody is refused, officers settle it."""

import asyncio
import re
from uuid import UUID

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo.register import Entry
from seoul_learn.tenant_plane.applications.replay import replay
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.people.identity_conflicts import Signal, mark_person, name_mark, open_conflicts
from tests.integration.portal.conftest import Browser
from tests.integration.portal.registers.conftest import CHILD, INCOME, RENAMED, SIZE, TWINS, Seoul, agree, submitted


async def looked_up(app: object, seoul: Seoul, email: str, child: Entry) -> tuple[Browser, str]:
    """Somebody at a browser of her own, with an application of which a register has told everything."""
    browser = Browser(app, "seoul.localhost")
    application = await submitted(browser, seoul, email)
    for fact in (SIZE, INCOME):
        await agree(browser, application, fact, subject_name=child.name)
        await seoul.work(application)
    return browser, application


async def settle(officer: Browser, verdict: str, *, reason: str = "가족관계증명서를 봤어요") -> None:
    await officer.get("/console/identities")
    found = re.search(r'action="/console/identities/([^"]+)"', officer.page.text)
    assert found, officer.text
    pair = found[1]
    await officer.post(
        f"/console/identities/{pair}", {f"verdict-{pair}": verdict, f"reason-{pair}": reason}
    )


async def test_the_second_account_of_one_child_waits_and_goes_on_where_they_are_two(
    app: object, seoul: Seoul, officer: Browser
) -> None:
    _, first = await looked_up(app, seoul, "twice-1@demo.example", CHILD)
    browser, second = await looked_up(app, seoul, "twice-2@demo.example", CHILD)
    assert (await seoul.case(first)).entitled is not None
    held = await seoul.case(second)
    assert held.latest is not None
    assert (held.latest.outcome, held.entitled) == (Outcome.NEEDS_REVIEW, None)
    assert held.application.state is ApplicationState.SUBMITTED
    await browser.get(f"/applications/{second}/outcome")
    assert "You meet the conditions." in browser.text
    async with seoul.transaction() as session:
        again = await replay(session, held.latest.id, seoul.determining, actor=Actor(kind="command"))
    assert again.same, again.differences
    await officer.get("/console")
    assert "1 pair of accounts may be one person" in officer.text
    await settle(officer, "")
    assert officer.page.status_code == 422
    assert "Say whether they are one person" in officer.text
    await settle(officer, "different")
    assert "No pair of accounts waits" in officer.text
    assert (await seoul.case(second)).entitled is not None
    # Found to be two persons, they are not asked about again.
    async with seoul.transaction() as session:
        digest = name_mark(seoul.runtime.sealing.of_tenant(seoul.tenant.id), CHILD.name, CHILD.birth_date)
        await mark_person(
            session, held.application.person_id, Signal.ATTESTED_NAME, digest, clock=seoul.runtime.clock
        )
        assert await open_conflicts(session) == []


async def test_of_one_person_one_account_goes_on_and_nothing_of_the_other_is_deleted(
    app: object, seoul: Seoul, officer: Browser
) -> None:
    _, first = await looked_up(app, seoul, "one-1@demo.example", CHILD)
    browser, second = await looked_up(app, seoul, "one-2@demo.example", RENAMED)  # another name, one reference
    kept = await seoul.case(first)
    await settle(officer, str(kept.application.person_id))
    closed = await seoul.case(second)
    assert closed.application.state is ApplicationState.WITHDRAWN
    assert closed.answers
    assert (await seoul.case(first)).entitled is not None
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    assert "You have another account here." in browser.text


async def test_twins_of_one_guardian_are_two_persons(app: object, seoul: Seoul) -> None:
    granted = []
    for number, twin in enumerate(TWINS):
        _, application = await looked_up(app, seoul, f"twin-{number}@demo.example", twin)
        granted.append((await seoul.case(application)).entitled is not None)
    assert granted == [True, True]
    async with seoul.transaction() as session:
        assert await open_conflicts(session) == []


async def test_two_that_are_marked_at_the_same_moment_notice_each_other(
    app: object, seoul: Seoul
) -> None:
    people = []
    for number in range(2):
        application = await submitted(Browser(app, "seoul.localhost"), seoul, f"at-once-{number}@demo.example")
        people.append((await seoul.case(application)).application.person_id)
    seal = seoul.runtime.sealing.of_tenant(seoul.tenant.id)

    async def mark(person_id: UUID) -> None:
        async with seoul.transaction() as session:
            await mark_person(
                session, person_id, Signal.ATTESTED_NAME, seal.digest("one"), clock=seoul.runtime.clock
            )

    await asyncio.gather(*(mark(one) for one in people))
    async with seoul.transaction() as session:
        (pair,) = await open_conflicts(session)
    assert {pair.first.person_id, pair.second.person_id} == set(people)


async def test_marks_of_two_cities_have_nothing_in_common(runtime: Runtime, cities: dict[str, TenantRef]) -> None:
    marks = {
        name_mark(runtime.sealing.of_tenant(city.id), CHILD.name, CHILD.birth_date) for city in cities.values()
    }
    assert len(marks) == len(cities)
