"""Seoul with an invented provider's tool, and a learner who is enrolled with it."""

import html
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, text, update

from seoul_learn.app import Runtime
from seoul_learn.control_plane.learning_tools.confirm_tool import confirm_tool
from seoul_learn.control_plane.learning_tools.register_tool import register_tool
from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo.fill import fill_platform
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.catalogue.models import Contract
from seoul_learn.tenant_plane.enrolments.claim import Claim
from seoul_learn.tenant_plane.enrolments.claim_desk import ClaimDesk
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, provision
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.models import Person
from seoul_learn.tenant_plane.people.values import Role
from tests.integration.conftest import TENANTS
from tests.integration.portal.conftest import Browser
from tests.integration.portal.lti.hand_made import HandMadeTool

ISSUER = "http://seoul.localhost:8000"
LEARNER = "seojun@resident.example"


class OffsetClock:
    """The machine's clock, as a tool has it too, until it is put forward."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


@pytest.fixture(scope="module")
def module_clock() -> OffsetClock:
    return OffsetClock()


@pytest.fixture
def later(module_clock: OffsetClock) -> Iterator[OffsetClock]:
    yield module_clock
    module_clock.offset = timedelta()


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's enrolment under the contract of the tool."""

    tenant: TenantRef
    enrolment_id: UUID
    contract_id: UUID
    person_id: UUID
    entitlement_id: UUID

    @property
    def path(self) -> str:
        return f"/learning/{self.enrolment_id}/launch"


@pytest.fixture(scope="module")
async def enrolled(runtime: Runtime, cities: dict[str, TenantRef]) -> Enrolled:
    await fill_platform(runtime, TENANTS, cities=("seoul",))
    tenant = cities["seoul"]
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await session.scalar(select(Person.id).where(Person.email == LEARNER))
        entitlement_id = await session.scalar(select(Entitlement.id).where(Entitlement.person_id == person_id))
        contract_id = await session.scalar(select(Contract.id).where(Contract.connector == "lti"))
        assert person_id
        assert entitlement_id
        assert contract_id
    wanted = Claim(entitlement_id=entitlement_id, person_id=person_id, contract_ids=(contract_id,))
    desk = ClaimDesk(runtime.tenants, clock=runtime.clock)
    (enrolment_id,) = await desk.claim(tenant.id, wanted, timezone="Asia/Seoul")
    means = Provisioning(
        database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=runtime.clock
    )
    await provision(tenant.id, enrolment_id, means)
    return Enrolled(
        tenant=tenant, enrolment_id=enrolment_id, contract_id=contract_id, person_id=person_id,
        entitlement_id=entitlement_id,
    )  # fmt: skip


@pytest.fixture(scope="module")
def hand_made() -> HandMadeTool:
    return HandMadeTool()


@pytest.fixture(scope="module")
async def tool(runtime: Runtime, enrolled: Enrolled, hand_made: HandMadeTool) -> Tool:
    """The hand-made tool, registered for the provider and confirmed."""
    del enrolled
    return await confirmed(runtime, hand_made)


async def confirmed(runtime: Runtime, made: HandMadeTool, *, provider: str = "practice-lessons", **terms: Any) -> Tool:
    async with runtime.control.transaction() as unit:
        registered = await register_tool(
            unit, made.terms(**terms), provider=provider, allow_loopback=True, clock=runtime.clock,
            client_id=made.client_id,
        )  # fmt: skip
        await confirm_tool(unit, tool_id=registered.id, by="operator@seoul-learn.example", clock=runtime.clock)
    return registered


async def signed_in(
    app: Any, runtime: Runtime, tenant: TenantRef, email: str, *roles: Role, city: str = "seoul"
) -> Browser:
    """Somebody's browser, with a session."""
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await session.scalar(select(Person.id).where(Person.email == email))
        if person_id is None:
            person_id = await add_person(
                session, email=email, language="ko", roles=roles or (Role.applicant,), clock=runtime.clock
            )
        begun = await begin_session(session, person_id, by="code", clock=runtime.clock)
    browser = Browser(app, f"{city}.localhost")
    browser.http.cookies.set("session", begun.token, domain=f"{city}.localhost")
    return browser


@pytest.fixture
async def learner(app: Any, runtime: Runtime, enrolled: Enrolled, tool: Tool) -> AsyncIterator[Browser]:
    del tool
    opened = await signed_in(app, runtime, enrolled.tenant, LEARNER)
    yield opened
    await opened.http.aclose()


@pytest.fixture
async def officer(app: Any, runtime: Runtime, enrolled: Enrolled, tool: Tool) -> AsyncIterator[Browser]:
    del tool
    opened = await signed_in(app, runtime, enrolled.tenant, "officer@seoul.example")
    yield opened
    await opened.http.aclose()


class HandedOn(msgspec.Struct, frozen=True, kw_only=True):
    """What a page would post, and where to."""

    address: str
    fields: dict[str, str]
    policy: str


def handed_on(browser: Browser) -> HandedOn:
    """The one form of a page that leaves our site."""
    shown = browser.page.text
    form = re.search(r'<form method="post" action="(https?://[^"]+)"[^>]*>(.*?)</form>', shown, re.DOTALL)
    assert form is not None, browser.text
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[2])
    return HandedOn(
        address=html.unescape(form[1]), fields={name: html.unescape(value) for name, value in fields},
        policy=browser.page.headers["content-security-policy"],
    )  # fmt: skip


@pytest.fixture
async def put_back(runtime: Runtime, enrolled: Enrolled) -> AsyncIterator[None]:
    """The contract and the enrolment are as they were when the test is over."""
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        row = await session.scalar(select(Contract).where(Contract.id == enrolled.contract_id))
        assert row is not None
        config, state = row.config, row.state
        ends = await session.scalar(
            text("select ends_on from tenant.enrolment where tenant_id = :t and id = :e"),
            {"t": enrolled.tenant.id, "e": enrolled.enrolment_id},
        )
    yield
    async with runtime.tenants.transaction(enrolled.tenant.id) as session:
        await session.execute(
            update(Contract).where(Contract.id == enrolled.contract_id).values(config=config, state=state)
        )
        await session.execute(
            text("update tenant.enrolment set ends_on = :d, state = 'active', release_reason = null "
                 "where tenant_id = :t and id = :e"),
            {"t": enrolled.tenant.id, "e": enrolled.enrolment_id, "d": ends},
        )  # fmt: skip
        await session.execute(
            text("delete from tenant.lti_link where tenant_id = :t and not by_default and id not in "
                 "(select link_id from tenant.lti_line_item where tenant_id = :t and link_id is not null)"),
            {"t": enrolled.tenant.id},
        )  # fmt: skip
