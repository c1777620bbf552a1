"""An application begun under one version of the policy and submitted under another: decided by the newer one's rule."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from seoul_learn.app import Runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description, plan_description
from seoul_learn.bundles.description import Description
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.applications.answer import answer
from seoul_learn.tenant_plane.applications.begin import begin
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.queries import get_application
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.submit import submit
from seoul_learn.tenant_plane.applications.values import Determined
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.policy import Transition
from seoul_learn.tenant_plane.eligibility.publish import PolicyStays, with_status
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from seoul_learn.tenant_plane.programmes.queries import find_programme
from tests.integration.conftest import TENANTS
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import sign_in

BEGUN = datetime(2026, 11, 24, 9, tzinfo=UTC)
OLD, NEW = date(2025, 3, 17), date(2026, 12, 1)
"""The county's own version, and an invented one that takes effect a week after the application was begun."""
EMAIL = "sohn@demo.example"
ANSWERS = {"learner.residence": ("KR-51-760",), "learner.school_stage": ("high",)}


class County:
    """A county of its own for each test: what is published in it stays."""

    def __init__(self, runtime: Runtime, opened: OpenedBundle, tenant: TenantRef) -> None:
        self.runtime, self.opened, self.tenant = runtime, opened, tenant
        clock = FixedClock(BEGUN)
        self.clock = clock
        self.means = Determining(engine=runtime.engine, keys=runtime.sealing, timezone="Asia/Seoul", clock=clock)
        self.platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=clock)

    def newer(self, transition: Transition) -> Description:
        """The county with a newer version that takes no high-school pupils, and its old one superseded."""
        (old,) = self.opened.description.policies
        text = old.text.replace(f"effective_from = {OLD}", f"effective_from = {NEW}")
        text = text.replace('transition = "keep"', f'transition = "{transition.value}"')
        text = text.replace("(primary_5_6 or middle or high)", "(primary_5_6 or middle)")
        new = PolicyText(programme=old.programme, effective_from=NEW, status=PolicyStatus.IN_FORCE, text=text)
        past = with_status(old.text, PolicyStatus.SUPERSEDED)
        superseded = msgspec.structs.replace(old, status=PolicyStatus.SUPERSEDED, text=past)
        return msgspec.structs.replace(self.opened.description, policies=(superseded, new))

    async def begun(self) -> UUID:
        """An application of a high-school pupil with all of her answers."""
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            person_id = await add_person(
                session, email=EMAIL, language="ko", roles=(Role.applicant,), display_name="손지음", clock=self.clock
            )
            programme = await find_programme(session, "pyeongchang-learn")
            application = await begin(
                session, programme, person_id=person_id, timezone="Asia/Seoul",
                engine=self.runtime.engine, clock=self.clock,
            )  # fmt: skip
            facts = (await ground_of(session, self.runtime.engine)).facts
            for fact, typed in ANSWERS.items():
                case = await read_case(session, application.id, keys=self.means.keys, catalogue=facts)
                await answer(
                    session, case, fact, typed, timezone="Asia/Seoul", keys=self.means.keys,
                    catalogue=facts, clock=self.clock,
                )  # fmt: skip
        return application.id

    async def submitted(self, application_id: UUID) -> Determined:
        """What is determined when she submits a week later."""
        self.clock.advance(timedelta(days=8))
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            application = await get_application(session, application_id)
            person = SignedInPerson(
                person_id=application.person_id, session_id=new_id(), email=EMAIL, display_name="손지음",
                language="ko", roles=frozenset({Role.applicant}),
            )  # fmt: skip
            programme = await find_programme(session, "pyeongchang-learn")
            await submit(session, application_id, programme, self.means, person=person)
            facts = (await ground_of(session, self.runtime.engine)).facts
            case = await read_case(session, application_id, keys=self.means.keys, catalogue=facts)
        assert case.latest is not None
        return case.latest


@pytest.fixture
async def county(runtime: Runtime, plugins: Plugins) -> County:
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    slug = f"county-{new_id().hex[-12:]}"
    description = msgspec.structs.replace(opened.description, slug=slug, hosts=(f"{slug}.localhost",))
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=runtime.clock)
    applied = await apply_description(description, opened.shared, platform)
    await runtime.directory.refresh()
    return County(runtime, msgspec.structs.replace(opened, description=description), applied.tenant)


@pytest.mark.parametrize(
    ("transition", "decides", "outcome"),
    [
        (Transition.KEEP, OLD, Outcome.ELIGIBLE),
        (Transition.REDETERMINE, NEW, Outcome.INELIGIBLE),
        (Transition.APPLICANTS_ADVANTAGE, OLD, Outcome.ELIGIBLE),
    ],
)
async def test_the_rule_of_the_newer_version_decides_and_the_record_says_so(
    county: County, transition: Transition, decides: date, outcome: Outcome
) -> None:
    application_id = await county.begun()
    await apply_description(county.newer(transition), county.opened.shared, county.platform)
    determined = await county.submitted(application_id)
    record = determined.record
    assert (record.policy_effective_from, determined.outcome) == (decides, outcome)
    assert record.as_of == date(2026, 12, 2)
    assert record.transition is not None
    assert (record.transition.rule, record.transition.begun_under, record.transition.newest) == (transition, OLD, NEW)
    others = [(other.effective_from, other.outcome) for other in record.transition.others]
    assert others == ([(NEW, Outcome.INELIGIBLE)] if transition is Transition.APPLICANTS_ADVANTAGE else [])


async def test_nothing_is_said_where_no_newer_version_came(county: County) -> None:
    determined = await county.submitted(await county.begun())
    assert determined.record.transition is None


@pytest.mark.parametrize(
    ("transition", "words"),
    [
        (Transition.KEEP, "시작할 때의 기준으로 정했어요"),
        (Transition.REDETERMINE, "새 기준으로 정했어요"),
        (Transition.APPLICANTS_ADVANTAGE, "나에게 더 유리해서"),
    ],
)
async def test_the_page_of_the_outcome_says_which_policy_decided_and_why(
    county: County, app: object, transition: Transition, words: str
) -> None:
    application_id = await county.begun()
    await apply_description(county.newer(transition), county.opened.shared, county.platform)
    await county.submitted(application_id)
    browser = Browser(app, f"{county.tenant.slug}.localhost")
    await sign_in(browser, county.runtime, county.tenant, EMAIL)
    await browser.get(f"/applications/{application_id}/outcome", headers={"accept-language": "ko"})
    assert words in browser.text
    await browser.http.aclose()


async def test_what_would_change_a_published_policy_is_refused_when_planned_and_when_applied(county: County) -> None:
    (old,) = county.opened.description.policies
    changed = msgspec.structs.replace(old, text=old.text.replace("at_most = 1", "at_most = 1 # one"))
    wanted = msgspec.structs.replace(county.opened.description, policies=(changed,))
    with pytest.raises(PolicyStays, match="comments and spacing"):
        await plan_description(wanted, county.platform)
    changed = msgspec.structs.replace(old, text=old.text.replace('lasts = "12 months"', 'lasts = "6 months"'))
    wanted = msgspec.structs.replace(county.opened.description, policies=(changed,))
    for attempt in (plan_description(wanted, county.platform),
                    apply_description(wanted, county.opened.shared, county.platform)):  # fmt: skip
        with pytest.raises(PolicyStays, match="write a new version with a later effective_from"):
            await attempt
    assert await plan_description(county.opened.description, county.platform) == ()


async def test_a_superseded_version_is_exported_and_planned_without_a_difference(county: County) -> None:
    wanted = county.newer(Transition.KEEP)
    await apply_description(wanted, county.opened.shared, county.platform)
    assert await plan_description(wanted, county.platform) == ()
