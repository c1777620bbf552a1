"""Who loses by a new version: the rule that was published with it happens, whenever the version came to be known."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from seoul_learn.tenant_plane.applications.determine import determine
from seoul_learn.tenant_plane.applications.values import Occasion
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.casework.appeal import lodge_appeal
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.losers import ForLosers, RuleForLosers, rule_for_losers
from seoul_learn.tenant_plane.eligibility.publish_policy import move, supersede
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.eligibility.raise_alarm import list_alarms
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus
from seoul_learn.tenant_plane.enrolments.errors import NotEntitled
from seoul_learn.tenant_plane.mail.queries import list_letters
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_renewal import (
    ATTESTED,
    EMAIL,
    LONGER,
    NEW,
    County,
    changes,
    county,
    term_months,
)
from tests.integration.portal.test_resident import sign_in

__all__ = ["changes", "county", "term_months"]

ONLY_UNDER_15 = ("(primary_5_6 or middle or high)", "(primary_5_6 or middle)")
TERM_ENDS = "2027-03-02"


async def announced(county: County, transition: str, *changes: tuple[str, str]) -> UUID:
    """The id of a version of NEW that is announced and decides nothing yet."""
    await county.newer(transition, *changes, status=PolicyStatus.ANNOUNCED)
    async with county.transaction() as session:
        return (await list_policies(session))[-1].id


async def in_force(county: County, version_id: UUID, rule: RuleForLosers | None = None) -> None:
    """What two officers do when they publish it, but for what they look at."""
    async with county.transaction() as session:
        stored = next(one for one in await list_policies(session) if one.id == version_id)
        await move(session, [version_id], PolicyStatus.IN_FORCE, county.clock, for_losers=rule)
        await supersede(session, stored.programme_id, stored.effective_from, PolicyStatus.IN_FORCE, county.clock)


@pytest.mark.parametrize(
    ("rule", "state", "last"),
    [
        (None, "ending", "2026-11-01"),
        (RuleForLosers(kind=ForLosers.GRACE), "ending", "2026-11-01"),
        (RuleForLosers(kind=ForLosers.UNTIL_DAY, until=date(2026, 12, 31)), "ending", "2026-12-31"),
        (RuleForLosers(kind=ForLosers.UNTIL_DAY, until=date(2026, 9, 2)), "ending", "2026-09-15"),
        (RuleForLosers(kind=ForLosers.UNTIL_DAY, until=date(2029, 1, 1)), "ending", TERM_ENDS),
        (RuleForLosers(kind=ForLosers.AT_ONCE), "ending", "2026-09-15"),
        (RuleForLosers(kind=ForLosers.UNTIL_TERM_ENDS), "active", TERM_ENDS),
    ],
)
async def test_what_two_officers_chose_for_those_who_lose_is_what_happens(
    county: County, rule: RuleForLosers | None, state: str, last: str
) -> None:
    application_id = await county.apply()
    enrolment_id = await county.choose(application_id)
    await in_force(county, await announced(county, "redetermine", ONLY_UNDER_15), rule)
    letters = await county.live_until(NEW)
    case = await county.case(application_id)
    assert case.latest is not None
    assert (case.latest.outcome, case.latest.occasion) == (Outcome.INELIGIBLE, Occasion.POLICY_CHANGED)
    assert case.entitled is not None
    assert (case.entitled.state, case.entitled.ends_on) == (state, last)
    assert case.entitled.lost_by is (rule.kind if rule else None)
    (told,) = letters
    assert told[0] == NEW
    assert last in told[1]
    await county.live_until(date.fromisoformat(last))
    assert await county.enrolment(enrolment_id) == "active"
    await county.live_until(date.fromisoformat(last) + timedelta(days=1))
    assert (await county.state(application_id), await county.enrolment(enrolment_id)) == ("ended", "releasing")


async def test_who_keeps_all_until_her_term_ends_goes_on_choosing_and_is_not_asked_to_renew(county: County) -> None:
    application_id = await county.apply()
    rule = RuleForLosers(kind=ForLosers.UNTIL_TERM_ENDS)
    await in_force(county, await announced(county, "redetermine", ONLY_UNDER_15), rule)
    await county.live_until(NEW)
    enrolment_id = await county.choose(application_id)
    assert await county.enrolment(enrolment_id) == "active"
    letters = await county.live_until(date(2027, 3, 1))
    assert len(letters) == 1
    assert "곧 끝나요" in letters[0][1]


async def test_who_keeps_it_until_a_day_chooses_nothing_new(county: County) -> None:
    application_id = await county.apply()
    rule = RuleForLosers(kind=ForLosers.UNTIL_DAY, until=date(2026, 12, 31))
    await in_force(county, await announced(county, "redetermine", ONLY_UNDER_15), rule)
    await county.live_until(NEW)
    with pytest.raises(NotEntitled):
        await county.choose(application_id)


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_the_rule_is_not_for_those_who_lose_for_another_reason(county: County) -> None:
    """The new version takes nothing from her: the word for her address has run out, by which the old one asks too."""
    application_id = await county.apply()
    await county.vouch(application_id)
    rule = RuleForLosers(kind=ForLosers.UNTIL_TERM_ENDS)
    version_id = await announced(county, "redetermine", ("effective_from = 2026-09-01", "effective_from = 2027-03-03"))
    await in_force(county, version_id, rule)
    await county.live_until(date(2027, 3, 4))
    case = await county.case(application_id)
    assert case.latest is not None
    assert case.latest.record.policy_effective_from == date(2027, 3, 3)
    assert case.latest.outcome is Outcome.NEEDS_REVIEW
    assert case.entitled is not None
    assert (case.entitled.state, case.entitled.ends_on, case.entitled.lost_by) == ("ending", "2027-05-03", None)


async def test_a_version_that_a_bundle_brought_has_no_rule_and_leaves_it_to_its_grace(county: County) -> None:
    await county.newer("redetermine", ONLY_UNDER_15)
    async with county.transaction() as session:
        newest = (await list_policies(session))[-1]
        assert await rule_for_losers(session, newest.id) is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ForLosers.UNTIL_TERM_ENDS, ("지금 지원은 2027년 3월 2일까지 그대로예요", "학습 사이트도 고를 수 있어요")),
        (ForLosers.AT_ONCE, ("2026년 9월 15일", "사업 기준이 바뀌었어요")),
    ],
)
async def test_her_letter_and_her_page_say_that_the_rules_have_changed_and_her_last_day(
    county: County, app: object, kind: ForLosers, words: tuple[str, ...]
) -> None:
    application_id = await county.apply()
    await in_force(county, await announced(county, "redetermine", ONLY_UNDER_15), RuleForLosers(kind=kind))
    await county.live_until(NEW)
    async with county.transaction() as session:
        letter = (await list_letters(session, recipient=EMAIL))[0]
    assert "기준이 바뀌" in letter.body
    county.runtime.clock._moment = county.clock.now()  # type: ignore[attr-defined]  # the pages' clock, set likewise
    browser = Browser(app, f"{county.tenant.slug}.localhost")
    await sign_in(browser, county.runtime, county.tenant, EMAIL)
    await browser.get(f"/applications/{application_id}/outcome", headers={"accept-language": "ko"})
    for one in words:
        assert one in browser.text
    await browser.http.aclose()


@pytest.mark.parametrize(
    ("transition", "occasions"),
    [
        ("redetermine", [Occasion.POLICY_CHANGED, Occasion.SUBMITTED]),
        ("applicants_advantage", [Occasion.POLICY_CHANGED, Occasion.SUBMITTED]),
        ("keep", [Occasion.SUBMITTED]),
    ],
)
async def test_a_version_published_after_its_own_day_reaches_those_determined_in_between_and_once(
    county: County, transition: str, occasions: list[Occasion]
) -> None:
    version_id = await announced(county, transition, ONLY_UNDER_15)
    await county.live_until(NEW + timedelta(days=3))
    granted = await county.apply()
    await county.live_until(NEW + timedelta(days=9))
    await in_force(county, version_id)
    # It is published in the afternoon, and the worker comes within the hour.
    for _ in range(3):
        county.clock.advance(timedelta(hours=1))
        await county.work()
    case = await county.case(granted)
    assert [one.occasion for one in case.determinations] == occasions
    assert await county.state(granted) == ("ending" if transition == "redetermine" else "active")
    before = await county.rows()
    await county.work()
    assert await county.rows() == before


async def test_who_was_refused_while_a_kinder_version_was_the_law_already_is_told_that_she_is_eligible(
    county: County,
) -> None:
    kinder = ("lives_in_pyeongchang and ", "")
    version_id = await announced(county, "redetermine", kinder)
    await county.live_until(NEW + timedelta(days=3))
    refused = await county.apply(learner_residence="KR-11-110")
    latest = (await county.case(refused)).latest
    assert latest is not None
    assert latest.outcome is Outcome.INELIGIBLE
    await county.live_until(NEW + timedelta(days=9))
    await in_force(county, version_id)
    county.clock.advance(timedelta(hours=1))
    before = len(await county.subjects())
    await county.work()
    case = await county.case(refused)
    assert case.latest is not None
    assert (case.latest.outcome, case.latest.occasion) == (Outcome.ELIGIBLE, Occasion.POLICY_CHANGED)
    assert case.entitled is not None
    assert case.entitled.active
    told = (await county.subjects())[: len(await county.subjects()) - before]
    assert len(told) == 1
    assert "바뀐 기준으로 다시 확인했어요" in told[0]


async def test_who_was_refused_before_its_day_is_left_as_she_is(county: County) -> None:
    version_id = await announced(county, "redetermine", ("lives_in_pyeongchang and ", ""))
    await county.live_until(NEW - timedelta(days=3))
    refused = await county.apply(learner_residence="KR-11-110")
    await county.live_until(NEW + timedelta(days=3))
    await in_force(county, version_id)
    await county.live_until(NEW + timedelta(days=5))
    assert len((await county.case(refused)).determinations) == 1


async def test_who_was_determined_after_its_day_by_the_law_before_it_is_reached_as_well(county: County) -> None:
    """She appeals, and an officer vouches on the first day before the worker comes: that is about the first outcome."""
    application_id = await county.apply()
    await county.newer("redetermine", ONLY_UNDER_15)
    await county.live_until(NEW - timedelta(days=1))
    async with county.transaction() as session:
        await lodge_appeal(
            session, application_id, "The tier is wrong.", county.means, within_days=400, person_id=county.person_id
        )
    county.clock.advance(timedelta(days=1))
    await county.vouch(application_id)
    case = await county.case(application_id)
    assert case.latest is not None
    assert case.latest.outcome is Outcome.ELIGIBLE
    await county.live_until(NEW + timedelta(days=2))
    latest = (await county.case(application_id)).latest
    assert latest is not None
    assert (latest.outcome, latest.occasion) == (Outcome.INELIGIBLE, Occasion.POLICY_CHANGED)


async def test_one_that_cannot_be_read_holds_nobody_up_and_is_tried_again(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    application_id = await county.apply()
    await county.newer("redetermine", ONLY_UNDER_15)
    async def breaks(*arguments: object, **more: object) -> bool:
        raise ValueError("invented")

    with monkeypatch.context() as patch:
        patch.setattr("seoul_learn.jobs.look_after_tenant.redetermine", breaks)
        await county.live_until(NEW)
    assert len((await county.case(application_id)).determinations) == 1
    await county.work()
    assert len((await county.case(application_id)).determinations) == 2


async def test_an_appeal_that_runs_while_the_law_changes_still_waits_for_its_officer(county: County) -> None:
    application_id = await county.apply()
    await county.newer("redetermine", ONLY_UNDER_15)
    await county.live_until(NEW - timedelta(days=1))
    async with county.transaction() as session:
        await lodge_appeal(
            session, application_id, "The tier is wrong.", county.means, within_days=400, person_id=county.person_id
        )
    await county.live_until(NEW)
    case = await county.case(application_id)
    assert len(case.determinations) == 2
    assert case.application.state == "submitted"


def broken(county: County) -> Engine:
    """The engine of an installation whose `school_stage` raises."""
    plugins = county.runtime.plugins

    class SchoolStage(type(plugins.criteria["school_stage"])):  # type: ignore[misc]  # whatever class is installed
        def evaluate(self, *_: Any, **__: Any) -> Any:
            raise ZeroDivisionError

    criteria = {**plugins.criteria, "school_stage": SchoolStage()}
    return Engine(msgspec.structs.replace(plugins, criteria=criteria))


async def test_a_criterion_that_breaks_takes_nothing_away_and_who_was_passed_over_is_tried_once_it_is_mended(
    county: County,
) -> None:
    application_id = await county.apply()
    enrolment_id = await county.choose(application_id)
    await in_force(county, await announced(county, "redetermine", ONLY_UNDER_15))
    sound, county.runtime = county.runtime, msgspec.structs.replace(county.runtime, engine=broken(county))
    assert await county.live_until(NEW + timedelta(days=20)) == []
    assert (await county.state(application_id), await county.enrolment(enrolment_id)) == ("active", "active")
    async with county.transaction() as session:
        assert await list_alarms(session)
    county.runtime = sound
    ((when, _),) = await county.live_until(NEW + timedelta(days=21))
    assert when == NEW + timedelta(days=21)
    assert await county.state(application_id) == "ending"


async def test_a_determination_that_rests_on_a_broken_criterion_takes_nothing_away_either(county: County) -> None:
    application_id = await county.apply()
    case = await county.case(application_id)
    means = msgspec.structs.replace(county.means, engine=broken(county))
    async with county.transaction() as session:
        written = await determine(session, case, Occasion.FACT_VOUCHED, means, actor=Actor(kind="job"))
    assert written.outcome is Outcome.NEEDS_REVIEW
    assert await county.state(application_id) == "active"
