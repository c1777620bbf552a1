"""What time does unasked: words, terms and drafts run out, each told ahead of its day; what fails is tried again."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.provider import ProviderUnavailable, SeatRefused
from seoul_learn.tenant_plane.applications.answer import answer, pass_over
from seoul_learn.tenant_plane.applications.clean_document import CleanDocument
from seoul_learn.tenant_plane.applications.errors import AlreadySubmitted
from seoul_learn.tenant_plane.applications.models import Determination
from seoul_learn.tenant_plane.applications.show_document import show_document
from seoul_learn.tenant_plane.applications.values import AnswerState, Verdict
from seoul_learn.tenant_plane.applications.withdraw import withdraw
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.casework.destroy_documents import destroy_documents
from seoul_learn.tenant_plane.casework.queries import waiting_cases
from seoul_learn.tenant_plane.casework.terms import read_terms, write_terms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.casework.vouch_in_hand import vouch_in_hand
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.enrolments.release import release, try_again
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_policy_editor import officer
from tests.integration.portal.test_renewal import ATTESTED, EMAIL, LONGER, County, changes, county, term_months
from tests.integration.portal.test_resident import sign_in

__all__ = ["changes", "county", "term_months"]
PAPER = CleanDocument(media_type="image/png", content=b"invented")
HOME, STAGE = "learner.residence", "learner.school_stage"
HIGH_ATTESTED = ("[criteria.high]\n", '[criteria.high]\nassurance = "attested"\n')


async def show(county: County, application_id: UUID, fact: str = HOME) -> None:
    case = await county.case(application_id)
    async with county.transaction() as session:
        await show_document(session, case, fact, PAPER, keys=county.means.keys, clock=county.clock)


@pytest.mark.parametrize(("changes", "term_months"), [((LONGER,), 6)])
async def test_a_term_that_is_over_ends_the_enrolment_once_and_she_is_told_ahead_and_may_choose_again(
    county: County,
) -> None:
    application_id = await county.apply()
    enrolment_id = await county.choose(application_id)
    last = date(2026, 9, 2)
    letters = await county.live_until(last, daily=True)
    assert [day for day, _ in letters] == [last - timedelta(days=14)]
    assert "이용이 2026-09-02에 끝나요" in letters[0][1]
    assert (await county.enrolment(enrolment_id), await county.seats_taken()) == ("active", 1)
    await county.live_until(last + timedelta(days=1))
    assert await county.enrolment(enrolment_id) == "releasing"
    for _ in range(2):
        await release(county.tenant.id, enrolment_id, county.provisioning)
    assert (await county.enrolment(enrolment_id), await county.seats_taken()) == ("released", 0)
    assert await county.state(application_id) == "active"
    again = await county.choose(application_id)
    assert (await county.enrolment(again), await county.seats_taken()) == ("active", 1)
    before = await county.rows()
    await county.work()
    assert await county.rows() == before


@pytest.mark.parametrize("term_months", [12])
async def test_a_renewal_begins_a_new_term_of_what_goes_on(county: County) -> None:
    first = await county.apply()
    enrolment_id = await county.choose(first)
    await county.live_until(date(2027, 2, 1))
    await county.apply()
    assert await county.live_until(date(2027, 3, 10)) == []
    assert await county.enrolment(enrolment_id) == "active"
    ends = await county.value("select ends_on from tenant.enrolment where id = :id", id=enrolment_id)
    assert ends == date(2028, 3, 3)


async def test_a_seat_that_the_provider_does_not_take_back_is_asked_back_every_day_and_by_an_officer(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolment_id = await county.choose(await county.apply())
    contract = "select k.connector from tenant.contract k join tenant.enrolment e on e.contract_id = k.id limit 1"
    connector = county.provisioning.plugins.connectors[await county.value(contract)]

    async def silent(*_: object) -> None:
        raise ProviderUnavailable("no answer", retry_after=timedelta(minutes=1))

    monkeypatch.setattr(type(connector), "release", silent)
    await county.live_until(date(2027, 3, 3))
    with pytest.raises(ProviderUnavailable):
        await release(county.tenant.id, enrolment_id, county.provisioning)
    row = "select state || ' ' || fault from tenant.enrolment where id = :id"
    assert await county.value(row, id=enrolment_id) == "releasing unavailable"
    tried = "select release_tried_at from tenant.enrolment where id = :id"
    await county.work()
    assert await county.value(tried, id=enrolment_id) is None
    county.clock.advance(timedelta(days=1))
    await county.work()
    assert await county.value(tried, id=enrolment_id) == county.clock.now()
    async with county.transaction() as session:
        actor = Actor(kind="person", id=new_id())
        await try_again(session, enrolment_id, actor=actor, clock=county.clock)
    monkeypatch.undo()
    await release(county.tenant.id, enrolment_id, county.provisioning)
    assert (await county.enrolment(enrolment_id), await county.seats_taken()) == ("released", 0)
    noted = "select count(*) from tenant.audit_entry where action = 'enrolment.release_wanted'"
    assert await county.value(noted) == 1


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_before_a_word_runs_out_she_is_told_what_to_bring_and_shows_it_without_losing_anything(
    county: County,
) -> None:
    application_id = await county.apply()
    await county.vouch(application_id)
    enrolment_id = await county.choose(application_id)
    with pytest.raises(AlreadySubmitted):
        await show(county, application_id)
    letters = await county.live_until(date(2027, 2, 1), daily=True)
    assert [day for day, _ in letters] == [date(2027, 1, 31)]
    body = await county.value("select body from tenant.mail order by id desc limit 1")
    assert "준비할 서류: " in body
    assert "등본" in body
    await show(county, application_id)
    assert (await county.case(application_id)).application.state == "submitted"
    async with county.transaction() as session:
        (waiting,) = await waiting_cases(session, now=county.clock.now(), timezone="Asia/Seoul")
        terms = await read_terms(session)
    assert waiting.due_on == county.today + timedelta(days=terms.review_within_days)
    await county.vouch(application_id)
    assert await county.live_until(date(2027, 3, 10)) == []
    assert (await county.state(application_id), await county.enrolment(enrolment_id)) == ("active", "active")


@pytest.mark.parametrize("changes", [(ATTESTED, HIGH_ATTESTED, LONGER)])
async def test_a_case_with_two_papers_to_read_waits_until_the_second_is_read(county: County) -> None:
    application_id = await county.apply()
    await county.vouch(application_id)
    await county.vouch(application_id, STAGE, "high")
    await county.live_until(date(2027, 2, 1))
    await show(county, application_id)
    await show(county, application_id, STAGE)
    for fact, typed, state in ((HOME, "KR-51-760", "submitted"), (STAGE, "high", "determined")):
        async with county.transaction() as session:
            await write_terms(session, Terms())
            await vouch_in_hand(
                session, application_id, fact, Verdict.CONFIRMED, (typed,), county.means,
                reason="등본", officer_id=new_id(),
            )  # fmt: skip
            await give_all_back(session)
        assert (await county.case(application_id)).application.state == state
    assert await county.state(application_id) == "active"


async def give_all_back(session: AsyncSession) -> None:
    await session.execute(text("update tenant.case_hold set holder_id = null, held_until = null"))


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_a_word_on_which_nothing_rests_is_not_written_about_and_shown_no_paper_for(county: County) -> None:
    application_id = await county.apply(learner_grade="2")
    await county.vouch(application_id, "learner.grade", "2")
    county.clock.advance(timedelta(days=40))
    await county.vouch(application_id)
    assert await county.live_until(date(2027, 3, 10)) == []
    with pytest.raises(AlreadySubmitted):
        await show(county, application_id, "learner.grade")


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_how_far_ahead_a_word_is_told_of_is_the_citys_term(county: County) -> None:
    async with county.transaction() as session:
        await write_terms(session, Terms(attestation_notice_days=10))
    await county.vouch(await county.apply())
    letters = await county.live_until(date(2027, 3, 1), daily=True)
    assert [day for day, _ in letters] == [date(2027, 2, 20)]


async def test_a_draft_that_nobody_touches_is_told_of_and_then_nothing_of_what_was_told_is_left(
    county: County,
) -> None:
    application_id = await county.begin()
    await _answered(county, application_id)
    await show(county, application_id)
    last_touch = county.today
    letters = await county.live_until(last_touch + timedelta(days=180), daily=True)
    assert [day for day, _ in letters] == [last_touch + timedelta(days=166)]
    assert "지워져요" in letters[0][1]
    assert await _left(county) == (1, 1, "draft")
    letters = await county.live_until(last_touch + timedelta(days=181), daily=True)
    assert "지웠어요" in letters[0][1]
    assert await _left(county) == (0, 0, "withdrawn")
    lapsed = await county.value("select lapsed_on from tenant.application where id = :id", id=application_id)
    assert lapsed == county.today
    assert await county.value("select count(*) from tenant.audit_entry where action = 'application.lapsed'") == 1
    before = await county.rows()
    await county.work()
    assert await county.rows() == before
    assert await county.begin() != application_id


async def test_whoever_goes_on_with_her_draft_begins_its_time_anew(county: County) -> None:
    application_id = await county.begin()
    began = county.today
    assert len(await county.live_until(began + timedelta(days=170), daily=True)) == 1
    await _answered(county, application_id)
    assert await county.live_until(began + timedelta(days=300), daily=True) == []
    assert (await county.case(application_id)).application.state == "draft"
    assert len(await county.live_until(began + timedelta(days=337), daily=True)) == 1


async def test_nobody_whose_worker_was_away_loses_a_draft_unwarned(county: County) -> None:
    application_id = await county.begin()
    county.clock.advance(timedelta(days=400))
    await county.work()
    assert (await county.case(application_id)).application.state == "draft"
    told = county.today
    await county.live_until(told + timedelta(days=14), daily=True)
    assert (await county.case(application_id)).application.state == "draft"
    await county.live_until(told + timedelta(days=15), daily=True)
    assert (await county.case(application_id)).application.state == "withdrawn"


async def test_how_long_a_draft_is_kept_is_the_citys_term(county: County) -> None:
    async with county.transaction() as session:
        await write_terms(session, Terms(drafts_kept_days=30))
    application_id = await county.begin()
    await county.live_until(county.today + timedelta(days=31), daily=True)
    assert (await county.case(application_id)).application.state == "withdrawn"


async def test_the_documents_of_a_withdrawn_application_go_the_same_day(county: County) -> None:
    application_id = await county.begin()
    await show(county, application_id)
    async with county.transaction() as session:
        await withdraw(session, application_id, person_id=county.person_id, clock=county.clock)
    await county.work()
    assert await county.value("select count(*) from tenant.evidence where content is not null") == 0


async def test_the_documents_of_an_application_whose_answers_never_came_are_kept_as_long_as_a_draft(
    county: County,
) -> None:
    application_id = await county.begin()
    await show(county, application_id)
    case = await county.case(application_id)
    async with county.transaction() as session:
        await pass_over(session, case, HOME, AnswerState.UNKNOWN, keys=county.means.keys, clock=county.clock)
    assert await county.apply(learner_residence="KR-51-760") == application_id
    case = await county.case(application_id)
    async with county.transaction() as session:
        await session.execute(
            text("update tenant.application set state = 'determined' where id = :id"), {"id": application_id}
        )
        await session.execute(
            insert(Determination).values(
                tenant_id=county.tenant.id, id=new_id(), application_id=application_id, number=99,
                policy_version_id=case.application.policy_version_id, outcome="needs_facts", occasion="more_asked",
                as_of=county.today, record=b"-", digest="0" * 64, determined_at=county.clock.now(),
            )
        )  # fmt: skip
    kept = "select count(*) from tenant.evidence where content is not null"
    for days, many in ((180, 1), (1, 0)):
        county.clock.advance(timedelta(days=days))
        async with county.transaction() as session:
            await destroy_documents(session, most=10, clock=county.clock)
        assert await county.value(kept) == many


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_her_page_says_by_when_which_paper_is_wanted_and_takes_it(county: County, app: object) -> None:
    application_id = await county.apply()
    await county.vouch(application_id)
    await county.choose(application_id)
    await county.live_until(date(2027, 2, 3))
    county.runtime.clock._moment = county.clock.now()  # type: ignore[attr-defined]  # the pages' clock, set likewise
    browser = Browser(app, f"{county.tenant.slug}.localhost")
    await sign_in(browser, county.runtime, county.tenant, EMAIL)
    await browser.get(f"/applications/{application_id}/outcome")
    assert "2027년 3월 2일까지 새 서류를 보여 주세요" in browser.text
    assert f"/applications/{application_id}/documents/{HOME}" in browser.page.text
    await show(county, application_id)
    await browser.get(f"/applications/{application_id}/outcome")
    assert "올렸어요" in browser.text
    # An officer who is late takes nothing from her.
    assert await county.live_until(date(2027, 3, 20)) == []
    assert await county.state(application_id) == "active"
    await browser.http.aclose()


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_her_page_says_that_a_paper_has_run_out(county: County, app: object) -> None:
    application_id = await county.apply()
    await county.vouch(application_id)
    await county.live_until(date(2027, 3, 4))
    county.runtime.clock._moment = county.clock.now()  # type: ignore[attr-defined]  # the pages' clock, set likewise
    browser = Browser(app, f"{county.tenant.slug}.localhost")
    await sign_in(browser, county.runtime, county.tenant, EMAIL)
    await browser.get(f"/applications/{application_id}/outcome")
    assert "서류의 기한이 지났어요" in browser.text
    assert f"/applications/{application_id}/documents/{HOME}" in browser.page.text
    await browser.http.aclose()


async def test_an_officer_sees_a_seat_that_did_not_come_back_and_asks_again(
    county: County, app: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolment_id = await county.choose(await county.apply())
    await county.live_until(date(2027, 3, 3))

    async def refused(*_: object) -> None:
        raise SeatRefused("no")

    for connector in county.provisioning.plugins.connectors.values():
        monkeypatch.setattr(type(connector), "release", refused)
    await release(county.tenant.id, enrolment_id, county.provisioning)
    county.runtime.clock._moment = county.clock.now()  # type: ignore[attr-defined]  # the pages' clock, set likewise
    browser = await officer(app, county.runtime, county.tenant, "nora", city=county.tenant.slug)
    await browser.get("/console")
    assert "1 place was not given back" in browser.text
    await browser.get("/console/not-given-back")
    assert "The provider said no" in browser.text
    assert "손지음" not in browser.text
    await browser.post(f"/console/not-given-back/{enrolment_id}/release")
    assert browser.page.status_code == 200
    assert "Every place is back" in browser.text  # asked for again: it is on its way
    noted = "select count(*) from tenant.audit_entry where action = 'enrolment.release_wanted'"
    assert await county.value(noted) == 1
    await browser.http.aclose()


async def _answered(county: County, application_id: UUID) -> None:
    case = await county.case(application_id)
    async with county.transaction() as session:
        facts = (await ground_of(session, county.runtime.engine)).facts
        await answer(
            session, case, HOME, ("KR-51-760",), timezone="Asia/Seoul", keys=county.means.keys, catalogue=facts,
            clock=county.clock,
        )  # fmt: skip


async def _left(county: County) -> tuple[int, int, str]:
    answers = await county.value("select count(*) from tenant.fact_answer")
    documents = await county.value("select count(*) from tenant.evidence where content is not null")
    return int(answers), int(documents), str(await county.value("select state from tenant.application"))
