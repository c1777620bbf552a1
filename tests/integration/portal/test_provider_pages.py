"""An officer brings a provider into service in the console, and a learner goes in through her own page alone."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from seoul_learn.app import Runtime, create_app, make_runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo.crowd import Entitled, entitle_crowd
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.demo.providing import OFFERING, open_line, with_provider
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.catalogue.line_models import ContractLine
from seoul_learn.tenant_plane.catalogue.models import Contract
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.values import ContractState
from seoul_learn.tenant_plane.enrolments.claim import Claim, claim
from seoul_learn.tenant_plane.enrolments.compare import compare
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, provision
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.models import Person
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.programmes.models import Programme
from tests.conftest import SECRET_KEY, Database
from tests.integration.conftest import TENANTS
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import sign_in

_SECRET = "an invented secret of more than 32 letters"


@pytest.fixture(scope="module")
def provider(module_clock: FixedClock) -> Iterator[ReferenceProvider]:
    running = ReferenceProvider(secret=_SECRET, now=lambda: module_clock.now().timestamp())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
async def runtime(
    database: Database, module_clock: FixedClock, provider: ReferenceProvider
) -> AsyncIterator[Runtime]:
    settings = Settings(
        secret_key=SECRET_KEY, tenants_folder=TENANTS, outgoing_on_this_machine=str(provider.port)
    )  # fmt: skip
    made = make_runtime(settings, control_url=database.control_url, tenant_url=database.tenant_url, clock=module_clock)
    await made.open()
    yield made
    await made.close()


@pytest.fixture(scope="module")
async def seoul(runtime: Runtime, plugins: Plugins, provider: ReferenceProvider) -> TenantRef:
    platform = Platform(
        control=runtime.control, tenants=runtime.tenants, by="a test", clock=runtime.clock,
        tested_first=plugins.speaking_out(),
    )  # fmt: skip
    opened = open_bundle(TENANTS / "seoul", plugins)
    applied = await apply_description(with_provider(opened.description, provider), opened.shared, platform)
    await runtime.directory.refresh()
    return applied.tenant


@pytest.fixture
async def line(runtime: Runtime, seoul: TenantRef, provider: ReferenceProvider) -> None:
    """Given its secret, tested, and open to learners."""
    await open_line(runtime, seoul, provider)


@pytest.fixture(scope="module")
def app(runtime: Runtime, seoul: TenantRef) -> Any:
    del seoul
    return create_app(runtime)


@pytest.fixture
async def officer(app: Any, runtime: Runtime, seoul: TenantRef) -> AsyncIterator[Browser]:
    opened = Browser(app, "seoul.localhost")
    async with runtime.tenants.transaction(seoul.id) as session:
        await add_person(
            session, email="catalogue@seoul.example", language="en", roles=(Role.catalogue_manager,),
            clock=runtime.clock,
        )  # fmt: skip
    await sign_in(opened, runtime, seoul, "catalogue@seoul.example")
    yield opened
    await opened.http.aclose()


async def _contract_id(runtime: Runtime, seoul: TenantRef) -> UUID:
    async with runtime.tenants.transaction(seoul.id) as session:
        return next(one.id for one in await list_contracts(session) if one.terms.offering == OFFERING)


async def _state(runtime: Runtime, seoul: TenantRef) -> ContractState:
    async with runtime.tenants.transaction(seoul.id) as session:
        return next(one.state for one in await list_contracts(session) if one.terms.offering == OFFERING)


def _means(runtime: Runtime) -> Provisioning:
    return Provisioning(
        database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=runtime.clock,
        on_this_machine=runtime.settings.ports_on_this_machine(),
    )  # fmt: skip


async def test_a_new_contract_is_closed_until_an_officer_gave_the_secret_tested_and_opened(
    officer: Browser, runtime: Runtime, seoul: TenantRef, provider: ReferenceProvider
) -> None:
    contract_id = await _contract_id(runtime, seoul)
    page = f"/console/catalogue/{contract_id}/connection"
    async with runtime.tenants.transaction(seoul.id) as session:
        await session.execute(delete(ContractLine).where(ContractLine.contract_id == contract_id))
        await session.execute(update(Contract).where(Contract.id == contract_id).values(state="paused"))
    await officer.get(page)
    assert "There is none yet." in officer.text
    await officer.post(f"{page}/open")
    assert officer.page.status_code == 422
    await officer.post(f"{page}/test")
    assert "The configuration is not complete" in officer.text
    await officer.post(f"{page}/secrets", {"secret-secret": "not the provider's, and yet 32 letters long"})
    await officer.post(f"{page}/test")
    assert "does not accept our signature" in officer.text
    await officer.post(f"{page}/secrets", {"secret-secret": _SECRET})
    assert "There is one." in officer.text
    assert _SECRET not in officer.page.text
    await officer.post(f"{page}/test")
    assert "The connection works" in officer.text
    await officer.post(f"{page}/open")
    assert await _state(runtime, seoul) is ContractState.OPEN
    await officer.post(f"{page}/secrets", {"secret-nonsense": "x"})
    assert officer.page.status_code == 422


@pytest.mark.usefixtures("line")
async def test_an_officer_works_off_a_difference(
    officer: Browser, runtime: Runtime, seoul: TenantRef, provider: ReferenceProvider
) -> None:
    contract_id = await _contract_id(runtime, seoul)
    page = f"/console/catalogue/{contract_id}/connection"
    seat_id = str(new_id())
    provider.seats[seat_id] = {"id": seat_id, "offering": OFFERING, "learner": "x", "state": "active"}
    await officer.get(page)
    await officer.post(f"{page}/compare")
    assert "The comparison is under way" in officer.text
    await compare(seoul.id, contract_id, _means(runtime))
    await officer.get(page)
    assert "There, but not in use here" in officer.text
    found = re.search(rf'action="({page}/differences/[0-9a-f-]+)"', officer.page.text)
    assert found
    for typed in ({"settlement": "ignored"}, {"settlement": "gone"}, {"settlement": "given_up"}, {}):
        await officer.post(found[1], typed)
        assert officer.page.status_code == 422, typed
    difference = found[1].rpartition("/")[2]
    await officer.post(found[1], {"settlement": "ignored", f"reason-{difference}": "a trial of theirs"})
    assert "Both sides say the same" in officer.text


@pytest.mark.usefixtures("line")
async def test_a_learner_goes_in_once_with_each_press(
    app: Any, runtime: Runtime, seoul: TenantRef, provider: ReferenceProvider
) -> None:
    (learner, other) = await _learners(runtime, seoul)
    enrolment_id = await _enrol(runtime, seoul, learner)
    browser = await _browser(app, runtime, seoul, learner)
    await browser.get("/learning")
    assert f'href="/learning/{enrolment_id}/enter"' in browser.page.text
    assert provider.address.removesuffix("/v1") not in browser.page.text
    links = [(await _enter(browser, enrolment_id)).headers["location"] for _ in range(2)]
    assert links[0] != links[1]
    assert {urlsplit(one).netloc for one in links} == {f"127.0.0.1:{provider.port}"}
    strangers = await _browser(app, runtime, seoul, other)
    assert (await _enter(strangers, enrolment_id)).status_code == 404
    nobody = Browser(app, "seoul.localhost")
    assert (await _enter(nobody, enrolment_id)).headers["location"].startswith("/sign-in")
    for changed in ({"ends_on": (runtime.clock.now() - timedelta(days=1)).date()}, {"state": "unknown"}):
        await _change(runtime, seoul, enrolment_id, **changed)
        refused = await _enter(browser, enrolment_id)
        assert refused.status_code == 422, changed
        assert "location" not in refused.headers
    for one in (browser, strangers, nobody):
        await one.http.aclose()


async def _enter(browser: Browser, enrolment_id: UUID) -> Any:
    return await browser.get(f"/learning/{enrolment_id}/enter", follow_redirects=False)


async def _learners(runtime: Runtime, seoul: TenantRef) -> list[Entitled]:
    async with runtime.tenants.transaction(seoul.id) as session:
        programme = await session.scalar(select(Programme.id).limit(1))
        assert programme is not None
        return await entitle_crowd(
            session, programme, many=2, slots=("language_certificate",), at_most=1, timezone="Asia/Seoul",
            keys=runtime.sealing, clock=runtime.clock,
        )  # fmt: skip


async def _enrol(runtime: Runtime, seoul: TenantRef, learner: Entitled) -> UUID:
    contract_id = await _contract_id(runtime, seoul)
    wish = Claim(
        entitlement_id=learner.entitlement_id, person_id=learner.person_id, contract_ids=(contract_id,)
    )  # fmt: skip
    async with runtime.tenants.transaction(seoul.id) as session:
        (claimed,) = await claim(session, [wish], timezone="Asia/Seoul", clock=runtime.clock)
    assert isinstance(claimed, tuple), claimed
    await provision(seoul.id, claimed[0], _means(runtime))
    return claimed[0]


async def _browser(app: Any, runtime: Runtime, seoul: TenantRef, learner: Entitled) -> Browser:
    async with runtime.tenants.transaction(seoul.id) as session:
        email = await session.scalar(select(Person.email).where(Person.id == learner.person_id))
    assert email is not None
    browser = Browser(app, "seoul.localhost")
    await sign_in(browser, runtime, seoul, email)
    return browser


async def _change(runtime: Runtime, seoul: TenantRef, enrolment_id: UUID, **values: object) -> None:
    async with runtime.tenants.transaction(seoul.id) as session:
        row = await session.scalar(select(Enrolment).where(Enrolment.id == enrolment_id))
        assert row is not None
        before = {"ends_on": runtime.clock.now().date() + timedelta(days=90), "state": "active"}
        await session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(**before | values))
