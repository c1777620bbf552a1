"""A town of its own for each test, with a policy whose places run short, and as many invented learners as come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.app import Runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.jobs.look_after_tenant import LookingAfter, give_places_now, look_after_tenant
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.applications.answer import answer
from seoul_learn.tenant_plane.applications.begin import begin
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.give_up_turn import give_up_turn
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.submit import submit
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.applications.vouch import confirm_fact
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.publish import with_status
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from seoul_learn.tenant_plane.places.allot import allot
from seoul_learn.tenant_plane.places.list_places import list_places
from seoul_learn.tenant_plane.places.values import PlacesList
from seoul_learn.tenant_plane.programmes.queries import find_programme
from tests.integration.conftest import TENANTS

NEW = date(2026, 4, 1)
BEGUN = datetime(2026, 3, 2, 1, tzinfo=UTC)
PROGRAMME = "pyeongchang-learn"
HERE, ELSEWHERE = "KR-51-760", "KR-51-110"
LEVELS = """
places = 220
by = { primary_5_6 = 40, middle = 80, high = 100 }
"""
ATTESTED = ('label = { ko = "평창군에', 'assurance = "attested"\nlabel = { ko = "평창군에')
"""From here on an officer has to see the address."""


def quota(places: int, more: str = "") -> tuple[str, str]:
    """So many places in all instead of the county's own."""
    return LEVELS, f"\nplaces = {places}\n{more}\n"


class Town:
    """The county's bundle under another slug, with what `changes` say."""

    def __init__(self, runtime: Runtime, opened: OpenedBundle, tenant: TenantRef, clock: FixedClock) -> None:
        self.runtime, self.opened, self.tenant, self.clock = runtime, opened, tenant, clock
        self.means = Determining(engine=runtime.engine, keys=runtime.sealing, timezone="Asia/Seoul", clock=clock)
        self.provisioning = Provisioning(
            database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=clock
        )
        self.people: dict[UUID, tuple[UUID, str]] = {}

    def transaction(self) -> Any:
        return self.runtime.tenants.transaction(self.tenant.id)

    async def version(self) -> UUID:
        async with self.transaction() as session:
            return (await list_policies(session))[-1].id

    async def newer(self, transition: str, *changes: tuple[str, str]) -> None:
        """Publish a version that takes effect on NEW and says this of applications in flight."""
        (old,) = self.opened.description.policies
        words = old.text.replace(f"effective_from = {old.effective_from}", f"effective_from = {NEW}")
        words = words.replace('transition = "keep"', f'transition = "{transition}"')
        for before, after in changes:
            assert before in words
            words = words.replace(before, after)
        new = PolicyText(programme=old.programme, effective_from=NEW, status=PolicyStatus.IN_FORCE, text=words)
        past = with_status(old.text, PolicyStatus.SUPERSEDED)
        superseded = msgspec.structs.replace(old, status=PolicyStatus.SUPERSEDED, text=past)
        wanted = msgspec.structs.replace(self.opened.description, policies=(superseded, new))
        platform = Platform(
            control=self.runtime.control, tenants=self.runtime.tenants, by="a test", clock=self.clock
        )
        await apply_description(wanted, self.opened.shared, platform)

    async def officer(self) -> UUID:
        return (await self._person(Role.administrator))[0]

    async def begin(self, name: str = "", *, residence: str = HERE, **more: str) -> UUID:
        """Somebody has answered everything, and has not submitted."""
        person_id, email = await self._person(Role.applicant, name)
        return await self.begin_again(person_id, email, residence=residence, **more)

    async def begin_again(self, person_id: UUID, email: str, *, residence: str = HERE, **more: str) -> UUID:
        async with self.transaction() as session:
            programme = await find_programme(session, PROGRAMME)
            application = await begin(
                session, programme, person_id=person_id, timezone="Asia/Seoul", engine=self.runtime.engine,
                clock=self.clock,
            )  # fmt: skip
            facts = (await ground_of(session, self.runtime.engine)).facts
            said = {"learner.residence": residence, "learner.school_stage": "high"}
            said |= {one.replace("_", ".", 1): value for one, value in more.items()}
            for fact, typed in said.items():
                case = await read_case(session, application.id, keys=self.means.keys, catalogue=facts)
                await answer(
                    session, case, fact, (typed,) if typed else (), timezone="Asia/Seoul", keys=self.means.keys,
                    catalogue=facts, clock=self.clock,
                )  # fmt: skip
        self.people[application.id] = (person_id, email)
        return application.id

    async def submit(self, application_id: UUID) -> None:
        person_id, email = self.people[application_id]
        async with self.transaction() as session:
            person = SignedInPerson(
                person_id=person_id, session_id=new_id(), email=email, display_name="", language="ko",
                roles=frozenset({Role.applicant}),
            )  # fmt: skip
            programme = await find_programme(session, PROGRAMME)
            await submit(session, application_id, programme, self.means, person=person)

    async def apply(self, name: str = "", *, residence: str = HERE, **more: str) -> UUID:
        """Somebody submits, a minute after whoever came before."""
        self.clock.advance(timedelta(minutes=1))
        application_id = await self.begin(name, residence=residence, **more)
        await self.submit(application_id)
        return application_id

    async def stops_waiting(self, application_id: UUID) -> None:
        """Somebody gives up her turn, so that the list is another one."""
        async with self.transaction() as session:
            await give_up_turn(session, application_id, person_id=self.people[application_id][0], clock=self.clock)

    async def vouch(self, application_id: UUID, typed: str = HERE, fact: str = "learner.residence") -> None:
        async with self.transaction() as session:
            await confirm_fact(
                session, application_id, fact, (typed,), self.means, reason="등본", officer_id=new_id()
            )

    async def case(self, application_id: UUID) -> Case:
        async with self.transaction() as session:
            facts = (await ground_of(session, self.runtime.engine)).facts
            return await read_case(session, application_id, keys=self.means.keys, catalogue=facts)

    async def has_place(self, application_id: UUID) -> bool:
        """Whether she has a place and what comes with it: neither is there without the other."""
        case = await self.case(application_id)
        has = case.placed is not None and case.placed.given and case.placed.state.value == "admitted"
        assert has == (case.entitled is not None and case.entitled.state.value != "ended")
        return has

    async def places(self) -> PlacesList:
        async with self.transaction() as session:
            version = (await list_policies(session))[-1].id
            return await list_places(
                session, version, self.runtime.engine, timezone="Asia/Seoul", clock=self.clock
            )

    async def allot(self, officer_id: UUID, *, mark: str = "", despite_reviews: bool = False) -> None:
        mark = mark or (await self.places()).mark
        async with self.transaction() as session:
            version = (await list_policies(session))[-1].id
            await allot(session, version, mark, self.means, despite_reviews=despite_reviews, officer_id=officer_id)

    async def give(self) -> None:
        """What the job does that is wanted wherever places become free or are given."""
        await self.give_of(await self.version())

    async def give_of(self, version_id: UUID) -> None:
        """The same for the places of one version."""
        await give_places_now(self.tenant.id, version_id, self._looking_after())

    async def work(self) -> None:
        """The day's work."""
        await look_after_tenant(self.tenant.id, self._looking_after())

    async def subjects(self, application_id: UUID) -> list[str]:
        async with self.transaction() as session:
            return [one.subject for one in await list_letters(session, recipient=self.people[application_id][1])]

    def _looking_after(self) -> LookingAfter:
        return LookingAfter(provisioning=self.provisioning, engine=self.runtime.engine)

    async def _person(self, role: Role, name: str = "") -> tuple[UUID, str]:
        email = f"{name or role.value}-{new_id().hex[-12:]}@demo.example"
        async with self.transaction() as session:
            person_id = await add_person(
                session, email=email, language="ko", roles=(role,), display_name=f"{name} (지어낸 사람)",
                clock=self.clock,
            )  # fmt: skip
        return person_id, email


async def a_town(
    runtime: Runtime, plugins: Plugins, *changes: tuple[str, str], more: str = "", four_eyes: bool = False
) -> Town:
    """A town whose policy is the county's with these changes and these tables at its end."""
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    slug = f"town-{new_id().hex[-12:]}"
    (policy,) = opened.description.policies
    words = policy.text
    for before, after in changes:
        assert before in words
        words = words.replace(before, after)
    description = msgspec.structs.replace(
        opened.description, slug=slug, hosts=(f"{slug}.localhost",), casework=Terms(four_eyes=four_eyes),
        policies=(msgspec.structs.replace(policy, text=words + more),),
    )  # fmt: skip
    clock = FixedClock(BEGUN)
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=clock)
    applied = await apply_description(description, opened.shared, platform)
    await runtime.directory.refresh()
    return Town(runtime, msgspec.structs.replace(opened, description=description), applied.tenant, clock)
