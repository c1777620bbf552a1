"""A criterion that breaks sends one determination to an officer and tells the operators; everybody else is served."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pyotp
import pytest
from sqlalchemy import select

from seoul_learn.app import Runtime, create_app
from seoul_learn.control_plane.operators.add_operator import add_operator
from seoul_learn.control_plane.operators.confirm_second_factor import confirm_second_factor
from seoul_learn.control_plane.operators.enrol_second_factor import enrol_second_factor
from seoul_learn.control_plane.operators.models import OperatorMailRow
from seoul_learn.control_plane.operators.redeem_operator_code import redeem_operator_code
from seoul_learn.control_plane.operators.request_operator_code import request_operator_code
from seoul_learn.control_plane.operators.values import NewSession
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.applications.queries import latest_outcomes
from seoul_learn.tenant_plane.audit.models import AuditEntry
from seoul_learn.tenant_plane.eligibility.ask_criterion import CriterionFault, FaultKind
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.raise_alarm import list_alarms, raise_alarms
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in

EMAIL = "operator-of-alarms@seoul.example"


def breaking(runtime: Runtime) -> Runtime:
    """The same platform with an `age` that raises for those born in 2012."""
    installed = runtime.plugins.criteria["age"]

    class Age(type(installed)):  # type: ignore[misc]  # whatever class is installed
        def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Any:
            fact = facts.get("learner.birth_date")
            if fact is not None and isinstance(fact.value, date) and fact.value.year == 2012:
                raise ZeroDivisionError(f"somebody born on {fact.value}")
            return super().evaluate(config, facts, as_of, standards)

    plugins = msgspec.structs.replace(runtime.plugins, criteria={**runtime.plugins.criteria, "age": Age()})
    return msgspec.structs.replace(runtime, plugins=plugins, engine=Engine(plugins))


@pytest.fixture(scope="module")
def app(runtime: Runtime, cities: dict[str, TenantRef]) -> Any:
    del cities
    return create_app(breaking(runtime))


async def submitted(browser: Browser, runtime: Runtime, tenant: TenantRef, email: str, year: str) -> Outcome:
    await sign_in(browser, runtime, tenant, email)
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    born = {"answer-year": year, "answer-month": "5", "answer-day": "31"}
    await answer(browser, **{**HANUL, "household_recognised_income": "9999999", "learner_birth_date": born})
    await browser.post(browser.path.replace("/check", "/submit"))
    assert browser.path.endswith("/outcome"), browser.text
    application = UUID(browser.path.split("/")[2])
    async with runtime.tenants.transaction(tenant.id) as session:
        return (await latest_outcomes(session, [application]))[application]


async def test_it_needs_review_with_an_alarm_and_the_next_person_is_determined(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef], capfd: pytest.CaptureFixture[str]
) -> None:
    tenant = cities["seoul"]
    first, second = Browser(app, "seoul.localhost"), Browser(app, "seoul.localhost")
    # Nobody of this income and no group is eligible: the age no longer counts for her, so the other one decides.
    assert await submitted(second, runtime, tenant, "fine@demo.example", "2011") is Outcome.INELIGIBLE
    async with runtime.tenants.transaction(tenant.id) as session:
        assert await list_alarms(session) == []
    await sign_in(first, runtime, tenant, "broken@demo.example")
    await first.get("/programmes/learn")
    await first.post("/programmes/learn/apply")
    await answer(first, **HANUL)
    await first.post(first.path.replace("/check", "/submit"))
    assert first.path.endswith("/outcome"), first.text
    assert "담당자가 확인하고 있어요" in first.text or "An officer looks" in first.text
    async with runtime.tenants.transaction(tenant.id) as session:
        (alarm,) = await list_alarms(session)
    assert (alarm.use, alarm.criterion, alarm.kind, alarm.times) == ("age", "school_age", "raised", 1)
    assert "2012" not in alarm.detail
    assert "2012-05-31" not in "".join(capfd.readouterr())
    for browser in (first, second):
        await browser.http.aclose()


async def test_the_operators_see_it_on_the_citys_page(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    tenant = cities["seoul"]
    async with runtime.tenants.transaction(tenant.id) as session:
        before = await list_alarms(session)
    resident = Browser(app, "seoul.localhost")
    await sign_in(resident, runtime, tenant, "seen@demo.example")
    await resident.get("/programmes/learn")
    await resident.post("/programmes/learn/apply")
    await answer(resident, **HANUL)
    await resident.post(resident.path.replace("/check", "/submit"))
    await resident.http.aclose()
    async with runtime.tenants.transaction(tenant.id) as session:
        (alarm,) = await list_alarms(session)
    assert alarm.times == (before[0].times if before else 0) + 1
    operator = Browser(app, "operator.localhost")
    operator.http.cookies.set("session", await operators_token(runtime), domain="operator.localhost")
    await operator.get("/tenants/seoul", headers={"accept-language": "en"})
    assert operator.page.status_code == 200, operator.text
    assert "A criterion broke here" in operator.text
    assert "ZeroDivisionError" in operator.text
    await operator.get("/", headers={"accept-language": "en"})
    assert "A criterion broke" in operator.text
    await operator.http.aclose()


async def test_an_alarm_that_was_seen_goes_and_one_that_came_meanwhile_stays(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock
) -> None:
    tenant = cities["seoul"]
    fault = CriterionFault(criterion="seen", use="age", version="9", kind=FaultKind.RAISED, detail="ValueError")
    async with runtime.tenants.transaction(tenant.id) as session:
        await raise_alarms(session, [fault], clock=runtime.clock)
    operator = Browser(app, "operator.localhost")
    token = await operators_token(runtime, "seeing@seoul.example")
    operator.http.cookies.set("session", token, domain="operator.localhost")
    await operator.get("/tenants/seoul", headers={"accept-language": "en"})
    module_clock.advance(timedelta(minutes=1))
    later = msgspec.structs.replace(fault, criterion="later")
    async with runtime.tenants.transaction(tenant.id) as session:
        await raise_alarms(session, [later], clock=runtime.clock)
    await operator.post("/tenants/seoul/alarms/seen", {"until": operator.hidden("until")})
    assert "later" in operator.text
    async with runtime.tenants.transaction(tenant.id) as session:
        assert [alarm.criterion for alarm in await list_alarms(session)] == ["later"]
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.action == "alarm.acknowledged"))
        assert entry.actor_kind == "operator"
        assert any(one.startswith("age 9 seen raised") for one in entry.detail["alarms"])
    await operator.get("/tenants/seoul")
    await operator.post("/tenants/seoul/alarms/seen", {"until": operator.hidden("until")})
    async with runtime.tenants.transaction(tenant.id) as session:
        assert await list_alarms(session) == []
    await operator.http.aclose()


async def operators_token(runtime: Runtime, email: str = EMAIL) -> str:
    keys, clock = runtime.operator_keys, runtime.clock
    async with runtime.control.transaction() as unit:
        operator_id = await add_operator(unit, email=email, display_name="An operator", clock=clock)
        await request_operator_code(unit, email=email, network_address="192.0.2.9", keys=keys, clock=clock)
        (mail,) = await unit.run(OperatorMailRow.select().where(OperatorMailRow.recipient == email))
        code = next(word for word in mail["body"].split() if word.isdigit() and len(word) == 6)
        half = await redeem_operator_code(
            unit, email=email, code=code, network_address="192.0.2.9", keys=keys, clock=clock
        )
        assert isinstance(half, NewSession)
        secret = (await enrol_second_factor(unit, operator_id=operator_id, keys=keys)).secret
        now = pyotp.TOTP(secret).at(clock.now())
        whole = await confirm_second_factor(
            unit, token=half.token, code=now, network_address="192.0.2.9", keys=keys, clock=clock
        )
    assert isinstance(whole, NewSession)
    return whole.token
