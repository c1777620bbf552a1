"""A year and more of a learner's life in a programme: renewing, losing with grace, leaving, coming back."""

import asyncio
import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.jobs.look_after_tenant import LookingAfter, look_after_tenant
from seoul_learn.kit.clock import FixedClock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.applications.answer import answer
from seoul_learn.tenant_plane.applications.begin import begin
from seoul_learn.tenant_plane.applications.clean_document import CleanDocument
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.earlier_answers import earlier_answers
from seoul_learn.tenant_plane.applications.errors import RejoiningBarred
from seoul_learn.tenant_plane.applications.leave import leave
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.redetermine import redetermine
from seoul_learn.tenant_plane.applications.show_document import show_document
from seoul_learn.tenant_plane.applications.submit import submit
from seoul_learn.tenant_plane.applications.values import Case, EntitlementState, Occasion
from seoul_learn.tenant_plane.applications.vouch import confirm_fact
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.import_codes import GivenCode, import_codes
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.publish import with_status
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText
from seoul_learn.tenant_plane.enrolments.claim import Claim, claim
from seoul_learn.tenant_plane.enrolments.errors import NotEntitled
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, provision
from seoul_learn.tenant_plane.enrolments.release import release
from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from seoul_learn.tenant_plane.programmes.queries import find_programme
from tests.integration.conftest import TENANTS
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import sign_in

BEGUN = datetime(2026, 3, 2, 1, tzinfo=UTC)
OLD, NEW = date(2025, 3, 17), date(2026, 9, 1)
EMAIL = "sohn@demo.example"
ANSWERS = {"learner.residence": ("KR-51-760",), "learner.school_stage": ("high",)}
RENEWAL = """
[renewal]
opens = "60 days before"
grace = "2 months"
rejoin_after = "6 months"
"""
ATTESTED = ('label = { ko = "평창군에', 'assurance = "attested"\nlabel = { ko = "평창군에')
LONGER = ('lasts = "12 months"', 'lasts = "24 months"')
TOUCHED = ("application", "determination", "entitlement", "enrolment", "mail", "audit_entry", "attestation", "evidence")


class County:
    """A county of its own for each test, with invented terms of renewal, and one learner in it."""

    def __init__(self, runtime: Runtime, opened: OpenedBundle, tenant: TenantRef, clock: FixedClock) -> None:
        self.runtime, self.opened, self.tenant, self.clock = runtime, opened, tenant, clock
        self.means = Determining(engine=runtime.engine, keys=runtime.sealing, timezone="Asia/Seoul", clock=clock)
        self.provisioning = Provisioning(
            database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=clock
        )
        self.person_id: UUID

    @property
    def today(self) -> date:
        return local_date(self.clock.now(), "Asia/Seoul")

    def transaction(self) -> Any:
        return self.runtime.tenants.transaction(self.tenant.id)

    async def newer(
        self, transition: str, *changes: tuple[str, str], status: PolicyStatus = PolicyStatus.IN_FORCE
    ) -> None:
        """Publish a version that takes effect on NEW and decides otherwise."""
        (old,) = self.opened.description.policies
        words = old.text.replace(f"effective_from = {OLD}", f"effective_from = {NEW}")
        words = words.replace('transition = "keep"', f'transition = "{transition}"')
        for before, after in changes:
            assert before in words
            words = words.replace(before, after)
        day: date = tomllib.loads(words)["policy"]["effective_from"]
        new = PolicyText(programme=old.programme, effective_from=day, status=status, text=words)
        if status is PolicyStatus.IN_FORCE:
            past = with_status(old.text, PolicyStatus.SUPERSEDED)
            old = msgspec.structs.replace(old, status=PolicyStatus.SUPERSEDED, text=past)
        wanted = msgspec.structs.replace(self.opened.description, policies=(old, new))
        platform = Platform(
            control=self.runtime.control, tenants=self.runtime.tenants, by="a test", clock=self.clock
        )
        await apply_description(wanted, self.opened.shared, platform)

    async def begin(self) -> UUID:
        async with self.transaction() as session:
            programme = await find_programme(session, "pyeongchang-learn")
            application = await begin(
                session, programme, person_id=self.person_id, timezone="Asia/Seoul",
                engine=self.runtime.engine, clock=self.clock,
            )  # fmt: skip
        return application.id

    async def apply(self, **answers: str) -> UUID:
        """Begin, answer everything and submit."""
        application_id = await self.begin()
        said = ANSWERS | {name.replace("_", ".", 1): (value,) for name, value in answers.items()}
        async with self.transaction() as session:
            facts = (await ground_of(session, self.runtime.engine)).facts
            for fact, typed in said.items():
                case = await read_case(session, application_id, keys=self.means.keys, catalogue=facts)
                await answer(
                    session, case, fact, typed, timezone="Asia/Seoul", keys=self.means.keys,
                    catalogue=facts, clock=self.clock,
                )  # fmt: skip
            person = SignedInPerson(
                person_id=self.person_id, session_id=new_id(), email=EMAIL, display_name="손지음",
                language="ko", roles=frozenset({Role.applicant}),
            )  # fmt: skip
            programme = await find_programme(session, "pyeongchang-learn")
            await submit(session, application_id, programme, self.means, person=person)
        return application_id

    async def vouch(self, application_id: UUID, fact: str = "learner.residence", typed: str = "KR-51-760") -> None:
        async with self.transaction() as session:
            await confirm_fact(
                session, application_id, fact, (typed,), self.means, reason="등본", officer_id=new_id()
            )

    async def choose(self, application_id: UUID) -> UUID:
        """The enrolment of the one learning site that she chooses, set up."""
        entitled = (await self.case(application_id)).entitled
        assert entitled is not None
        async with self.transaction() as session:
            contract = next(one for one in await list_contracts(session) if "high" in one.terms.levels)
            wanted = Claim(
                entitlement_id=entitled.id, person_id=self.person_id, contract_ids=(contract.id,), level="high"
            )
            (claimed,) = await claim(session, [wanted], timezone="Asia/Seoul", clock=self.clock)
            if isinstance(claimed, Exception):
                raise claimed
            (enrolment_id,) = claimed
        await provision(self.tenant.id, enrolment_id, self.provisioning)
        return enrolment_id

    async def case(self, application_id: UUID) -> Case:
        async with self.transaction() as session:
            facts = (await ground_of(session, self.runtime.engine)).facts
            return await read_case(session, application_id, keys=self.means.keys, catalogue=facts)

    async def state(self, application_id: UUID) -> EntitlementState:
        entitled = (await self.case(application_id)).entitled
        assert entitled is not None
        return entitled.state

    async def value(self, statement: str, **values: object) -> Any:
        async with self.transaction() as session:
            return await session.scalar(text(statement), values)

    async def enrolment(self, enrolment_id: UUID) -> str:
        return str(await self.value("select state from tenant.enrolment where id = :id", id=enrolment_id))

    async def seats_taken(self) -> int:
        return int(await self.value("select count(*) from tenant.seat where enrolment_id is not null"))

    async def work(self) -> None:
        """The day's work, as the job does it."""
        await look_after_tenant(
            self.tenant.id, LookingAfter(provisioning=self.provisioning, engine=self.runtime.engine)
        )

    async def live_until(self, day: date, *, daily: bool = False) -> list[tuple[date, str]]:
        """Let the days up to and with `day` pass; when she was sent which letter.

        Unless every day is worked, the worker is away for a month at a time, but for the last three days.
        """
        letters = []
        before = len(await self.subjects())
        while self.today < day:
            ahead = (day - self.today).days
            self.clock.advance(timedelta(days=1 if daily or ahead <= 3 else min(30, ahead - 3)))
            await self.work()
            now = await self.subjects()
            letters += [(self.today, subject) for subject in now[: len(now) - before]]
            before = len(now)
        return letters

    async def subjects(self) -> list[str]:
        async with self.transaction() as session:
            return [one.subject for one in await list_letters(session, recipient=EMAIL)]

    async def rows(self) -> dict[str, Any]:
        """Everything that the day's work could change, as it stands."""
        return {
            table: await self.value(f"select md5(string_agg(t::text, '|' order by id)) from tenant.{table} t")  # noqa: S608  # constants of this file
            for table in TOUCHED
        }


@pytest.fixture
def changes() -> tuple[tuple[str, str], ...]:
    """What the county's policy says otherwise in this test."""
    return ()


@pytest.fixture
def term_months() -> int:
    """For how many months its providers give a seat: longer than anything that is granted."""
    return 36


@pytest.fixture
async def county(
    runtime: Runtime, plugins: Plugins, changes: tuple[tuple[str, str], ...], term_months: int
) -> County:
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    slug = f"county-{new_id().hex[-12:]}"
    (policy,) = opened.description.policies
    words = policy.text + RENEWAL
    for before, after in changes:
        assert before in words
        words = words.replace(before, after)
    description = msgspec.structs.replace(
        opened.description, slug=slug, hosts=(f"{slug}.localhost",),
        policies=(msgspec.structs.replace(policy, text=words),),
        contracts=tuple(
            msgspec.structs.replace(one, term_months=term_months) for one in opened.description.contracts
        ),
    )  # fmt: skip
    clock = FixedClock(BEGUN)
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=clock)
    applied = await apply_description(description, opened.shared, platform)
    await runtime.directory.refresh()
    made = County(runtime, msgspec.structs.replace(opened, description=description), applied.tenant, clock)
    async with made.transaction() as session:
        made.person_id = await add_person(
            session, email=EMAIL, language="ko", roles=(Role.applicant,), display_name="손지음", clock=clock
        )
        for contract in await list_contracts(session):
            await import_codes(
                session, contract.id, [GivenCode(one) for one in "123"], actor=Actor(kind="command"),
                keys=runtime.sealing, clock=clock,
            )  # fmt: skip
    return made


async def test_a_year_passes_and_who_does_not_renew_is_written_to_twice_and_gives_her_seat_back(
    county: County,
) -> None:
    application_id = await county.apply()
    enrolment_id = await county.choose(application_id)
    last = date(2027, 3, 2)
    letters = await county.live_until(last, daily=True)
    assert [day for day, _ in letters] == [last - timedelta(days=60), last - timedelta(days=14)]
    assert all("다시 신청" in subject for _, subject in letters)
    assert (await county.state(application_id), await county.enrolment(enrolment_id)) == ("active", "active")
    await county.live_until(last + timedelta(days=1))
    assert (await county.state(application_id), await county.enrolment(enrolment_id)) == ("ended", "releasing")
    assert await county.seats_taken() == 1
    await release(county.tenant.id, enrolment_id, county.provisioning)
    await release(county.tenant.id, enrolment_id, county.provisioning)
    assert (await county.enrolment(enrolment_id), await county.seats_taken()) == ("released", 0)
    assert await county.value("select access from tenant.enrolment where id = :id", id=enrolment_id) is None
    assert await county.begin() != application_id


async def test_the_work_of_a_day_done_twice_changes_nothing_the_second_time(county: County) -> None:
    application_id = await county.apply()
    await county.choose(application_id)
    for day in (date(2027, 1, 1), date(2027, 2, 16), date(2027, 3, 3)):
        await county.live_until(day)
        before = await county.rows()
        await county.work()
        assert await county.rows() == before


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_a_loss_is_determined_and_written_about_once(county: County) -> None:
    application_id = await county.apply()
    await county.vouch(application_id)
    await county.live_until(date(2027, 3, 3))
    before = await county.rows()
    await county.work()
    assert await county.rows() == before
    county.clock.advance(timedelta(days=1))
    await county.work()
    assert await county.rows() == before


async def test_who_renews_in_time_keeps_her_seat_without_a_gap(county: County) -> None:
    first = await county.apply()
    enrolment_id = await county.choose(first)
    assert await county.begin() == first
    await county.live_until(date(2027, 1, 5))
    second = await county.begin()
    assert second not in (first, None)
    assert await county.begin() == second
    async with county.transaction() as session:
        facts = (await ground_of(session, county.runtime.engine)).facts
        case = await read_case(session, second, keys=county.means.keys, catalogue=facts)
        earlier = await earlier_answers(session, case, keys=county.means.keys, catalogue=facts)
    assert set(earlier) == set(ANSWERS)
    await county.apply()
    renewed, old = await county.case(second), await county.case(first)
    assert renewed.latest is not None
    assert renewed.latest.occasion is Occasion.RENEWED
    linked = await county.value("select previous_id from tenant.determination where application_id = :id", id=second)
    assert old.latest is not None
    assert linked == old.latest.id
    assert renewed.entitled is not None
    assert (renewed.entitled.starts_on, renewed.entitled.ends_on) == ("2027-03-03", "2028-03-03")
    letters = await county.live_until(date(2027, 3, 4))
    assert letters == []
    assert (await county.state(first), await county.state(second)) == ("ended", "active")
    assert (await county.enrolment(enrolment_id), await county.seats_taken()) == ("active", 1)


@pytest.mark.parametrize("changes", [(ATTESTED,)])
async def test_a_renewal_that_waits_for_an_officer_holds_the_end_off(county: County) -> None:
    first = await county.apply()
    await county.vouch(first)
    enrolment_id = await county.choose(first)
    await county.live_until(date(2027, 2, 1))
    second = await county.apply()
    assert (await county.case(second)).application.state == "submitted"
    await county.live_until(date(2027, 3, 10))
    assert (await county.state(first), await county.enrolment(enrolment_id)) == ("active", "active")
    await county.vouch(second)
    await county.work()
    assert (await county.state(first), await county.state(second)) == ("ended", "active")
    assert await county.enrolment(enrolment_id) == "active"


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_when_a_word_has_run_out_she_is_determined_again_and_keeps_all_until_a_day_that_she_is_told(
    county: County,
) -> None:
    application_id = await county.apply()
    await county.vouch(application_id)
    enrolment_id = await county.choose(application_id)
    letters = await county.live_until(date(2027, 3, 5))
    (_, ahead), (day, lost) = letters
    assert "2027-03-02까지 새 서류가 필요해요" in ahead
    assert day == date(2027, 3, 3)
    assert "2027-05-03" in lost
    case = await county.case(application_id)
    assert [one.occasion for one in case.determinations[:2]] == [Occasion.ATTESTATION_RUN_OUT, Occasion.FACT_VOUCHED]
    assert case.latest is not None
    assert (case.latest.outcome, case.latest.as_of) == (Outcome.NEEDS_REVIEW, date(2027, 3, 3))
    assert case.entitled is not None
    assert (case.entitled.state, case.entitled.ends_on) == ("ending", "2027-05-03")
    with pytest.raises(NotEntitled, match="ends soon"):
        await county.choose(application_id)
    await county.vouch(application_id)
    again = (await county.case(application_id)).entitled
    assert again is not None
    assert (again.state, again.ends_on) == ("active", "2028-03-02")
    await county.live_until(date(2027, 5, 5))
    assert await county.enrolment(enrolment_id) == "active"


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_a_word_on_which_the_outcome_does_not_rest_runs_out_without_a_new_determination(county: County) -> None:
    application_id = await county.apply(learner_grade="2")
    await county.vouch(application_id, "learner.grade", "2")
    county.clock.advance(timedelta(days=40))
    await county.vouch(application_id)
    await county.live_until(date(2027, 3, 10))
    assert len((await county.case(application_id)).determinations) == 3
    await county.live_until(date(2027, 4, 14))
    assert len((await county.case(application_id)).determinations) == 4


@pytest.mark.parametrize("changes", [(ATTESTED, LONGER)])
async def test_losing_a_second_time_neither_hastens_nor_delays_the_end(county: County) -> None:
    application_id = await county.apply()
    await county.vouch(application_id)
    await county.live_until(date(2026, 8, 1))
    await county.newer("redetermine", ("(primary_5_6 or middle or high)", "(primary_5_6 or middle)"))
    await county.live_until(date(2026, 9, 2))
    county.clock.advance(timedelta(days=10))
    async with county.transaction() as session:
        await redetermine(session, application_id, Occasion.POLICY_CHANGED, county.means)
    case = await county.case(application_id)
    assert len(case.determinations) == 4
    assert case.entitled is not None
    assert case.entitled.ends_on == "2026-11-01"
    assert len(await county.subjects()) == 3


@pytest.mark.parametrize(
    ("transition", "occasions", "state"),
    [
        ("redetermine", [Occasion.POLICY_CHANGED, Occasion.SUBMITTED], "ending"),
        ("keep", [Occasion.SUBMITTED], "active"),
    ],
)
async def test_a_policy_that_touches_members_takes_away_after_its_grace_and_one_that_does_not_leaves_them(
    county: County, transition: str, occasions: list[Occasion], state: str
) -> None:
    application_id = await county.apply()
    enrolment_id = await county.choose(application_id)
    await county.newer(transition, ("(primary_5_6 or middle or high)", "(primary_5_6 or middle)"))
    await county.live_until(NEW - timedelta(days=1))
    assert await county.state(application_id) == "active"
    await county.live_until(NEW + timedelta(days=2))
    case = await county.case(application_id)
    assert [one.occasion for one in case.determinations] == occasions
    assert await county.state(application_id) == state
    assert await county.enrolment(enrolment_id) == "active"
    await county.live_until(date(2026, 11, 1))
    assert await county.enrolment(enrolment_id) == "active"
    await county.live_until(date(2026, 11, 2))
    ended = ("ended", "releasing") if state == "ending" else ("active", "active")
    assert (await county.state(application_id), await county.enrolment(enrolment_id)) == ended


@pytest.mark.parametrize("changes", [(('grace = "2 months"\n', ""),)])
async def test_without_grace_nobody_loses_anything_on_the_day_on_which_she_is_told(county: County) -> None:
    application_id = await county.apply()
    await county.newer("redetermine", ("(primary_5_6 or middle or high)", "(primary_5_6 or middle)"))
    await county.live_until(NEW)
    entitled = (await county.case(application_id)).entitled
    assert entitled is not None
    assert (entitled.state, entitled.ends_on) == ("ending", "2026-09-15")


async def test_who_left_gives_her_seat_back_and_is_told_from_when_she_may_come_again(county: County) -> None:
    application_id = await county.apply()
    enrolment_id = await county.choose(application_id)
    for _ in range(2):
        async with county.transaction() as session:
            await leave(
                session, application_id, person_id=county.person_id, timezone="Asia/Seoul", clock=county.clock
            )
    with pytest.raises(RejoiningBarred) as barred:
        await county.begin()
    assert barred.value.values == {"day": "2026-09-02"}
    await county.work()
    assert await county.enrolment(enrolment_id) == "releasing"
    county.clock.advance(timedelta(days=183))
    with pytest.raises(RejoiningBarred):
        await county.begin()
    county.clock.advance(timedelta(days=1))
    assert await county.begin() != application_id


async def test_who_was_refused_begins_anew_and_two_clicks_at_once_begin_one(county: County) -> None:
    refused = await county.apply(learner_residence="KR-11-110")
    latest = (await county.case(refused)).latest
    assert latest is not None
    assert latest.outcome is Outcome.INELIGIBLE
    begun = set(await asyncio.gather(*(county.begin() for _ in range(4))))
    assert len(begun) == 1
    assert refused not in begun
    assert await county.value("select count(*) from tenant.application") == 2


@pytest.mark.parametrize("changes", [(ATTESTED,)])
async def test_documents_are_destroyed_when_the_case_is_closed_and_the_term_is_over_and_the_attestation_stays(
    county: County,
) -> None:
    application_id = await county.apply()
    async with county.transaction() as session:
        facts = (await ground_of(session, county.runtime.engine)).facts
        case = await read_case(session, application_id, keys=county.means.keys, catalogue=facts)
        document = CleanDocument(media_type="image/png", content=b"invented")
        await show_document(
            session, case, "learner.residence", document, keys=county.means.keys, clock=county.clock
        )
    await county.live_until(date(2026, 4, 20))
    kept = "select count(*) from tenant.evidence where content is not null and destroyed_at is null"
    assert await county.value(kept) == 1  # an officer has not looked yet
    await county.vouch(application_id)
    await county.live_until(date(2026, 5, 21))
    assert await county.value(kept) == 1
    await county.live_until(date(2026, 5, 22))
    assert await county.value(kept) == 0
    assert await county.value("select count(*) from tenant.evidence where destroyed_at is not null") == 1
    assert await county.value("select count(*) from tenant.attestation where value is not null") == 1


async def test_her_page_offers_renewal_from_its_day_and_says_what_has_ended(county: County, app: object) -> None:
    application_id = await county.apply()
    await county.live_until(date(2027, 1, 2))
    county.runtime.clock._moment = county.clock.now()  # type: ignore[attr-defined]  # the pages' clock, set likewise
    browser = Browser(app, f"{county.tenant.slug}.localhost")
    await sign_in(browser, county.runtime, county.tenant, EMAIL)
    await browser.get(f"/applications/{application_id}/outcome", headers={"accept-language": "ko"})
    assert "지금 다시 신청할 수 있어요" in browser.text
    await browser.post(f"/applications/{application_id}/leave")
    assert "지원이 끝났어요" in browser.text
    await browser.http.aclose()
