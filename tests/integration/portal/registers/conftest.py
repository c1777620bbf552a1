"""Seoul with a register that listens on this very machine, and an officer who looks on."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo.register import Entry, Register
from seoul_learn.jobs.look_after_tenant import LookingAfter, look_after_tenant
from seoul_learn.kit.clock import FixedClock, local_date
from seoul_learn.plugin_api.fact_source import RegisterUnavailable
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.registers.keep_registers import keep_register_secret, write_registers
from seoul_learn.tenant_plane.registers.look_up import LookingUp, look_up
from seoul_learn.tenant_plane.registers.queries import list_registers, look_ups_of
from seoul_learn.tenant_plane.registers.values import LookUp
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, code_for, sign_in

SECRET = "a secret between the city and its register"  # of these tests
INCOME, SIZE = "household.recognised_income", "household.size"
BORN = {"birth_date-year": "2012", "birth_date-month": "5", "birth_date-day": "31"}
_HOUSEHOLD = {"recognised_income": 2400000, "household_size": 4}
CHILD = Entry(name="김하늘 (지어낸 사람)", birth_date=date(2012, 5, 31), reference="R-1", items=_HOUSEHOLD)
TWINS = tuple(
    Entry(name=name, birth_date=date(2012, 5, 31), reference=reference, items=_HOUSEHOLD)
    for name, reference in (("쌍둥이하나 (지어낸 사람)", "R-2"), ("쌍둥이두리 (지어낸 사람)", "R-3"))
)
RENAMED = Entry(name="김하늘빛 (지어낸 사람)", birth_date=date(2012, 5, 31), reference="R-1", items=_HOUSEHOLD)
TRIES = 3


@pytest.fixture
def register(module_clock: FixedClock) -> Iterator[Register]:
    running = Register(
        (CHILD, *TWINS, RENAMED), secret=SECRET, organisation="seoul",
        today=lambda: local_date(module_clock.now(), "Asia/Seoul"),
    )  # fmt: skip
    running.open()
    yield running
    running.close()


@pytest.fixture
async def seoul(runtime: Runtime, cities: dict[str, TenantRef], register: Register) -> "Seoul":
    city = Seoul(runtime, cities["seoul"], register)
    await city.configure()
    return city


class Seoul:
    """Seoul, whose register is the one that listens here."""

    def __init__(self, runtime: Runtime, tenant: TenantRef, register: Register) -> None:
        self.runtime, self.tenant, self.register = runtime, tenant, register
        self.means = LookingUp(
            database=runtime.tenants, engine=runtime.engine, keys=runtime.sealing, clock=runtime.clock,
            allow_loopback=True,
        )  # fmt: skip
        self.determining = Determining(
            engine=runtime.engine, keys=runtime.sealing, timezone="Asia/Seoul", clock=runtime.clock
        )

    def transaction(self) -> Any:
        return self.runtime.tenants.transaction(self.tenant.id)

    async def configure(self, **terms: Any) -> None:
        """Point the city's register here; nothing that was spent or noticed before this test counts."""
        config = {"address": self.register.address, "organisation": "seoul"}
        async with self.transaction() as session:
            await session.execute(
                text("""update tenant.register_look_up set cost_minor = 0, fault = null, settled_at = :now,
                            state = case when settled_at is null then 'taken_back' else state end
                         where tenant_id = :tenant"""),
                {"tenant": self.tenant.id, "now": self.runtime.clock.now()},
            )
            for table in ("identity_mark", "identity_conflict"):
                await session.execute(
                    text(f"delete from tenant.{table} where tenant_id = :tenant"),  # noqa: S608  # named above
                    {"tenant": self.tenant.id},
                )
            (kept,) = await list_registers(session)
            usual = {"config": config, "tries": TRIES, "timeout_seconds": 5, "monthly_limit_minor": None}
            wanted = msgspec.structs.replace(kept.terms, **{**usual, "cost_minor": 30, **terms})
            await write_registers(session, [wanted])
            await keep_register_secret(
                session, kept.id, SECRET, actor=Actor(kind="command"),
                seal=self.runtime.sealing.of_tenant(self.tenant.id), clock=self.runtime.clock,
            )  # fmt: skip

    async def work(self, application: str) -> int:
        """Work the open look-ups of an application, once; how many are to be asked again."""
        again = 0
        for one in await self.look_ups(application):
            try:
                await look_up(self.tenant.id, one.id, self.means)
            except RegisterUnavailable:
                again += 1
        return again

    async def look_after(self) -> None:
        """What time does, once."""
        runtime = self.runtime
        provisioning = Provisioning(
            database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=runtime.clock
        )
        await look_after_tenant(self.tenant.id, LookingAfter(provisioning=provisioning, engine=runtime.engine))

    async def look_ups(self, application: str) -> list[LookUp]:
        async with self.transaction() as session:
            return await look_ups_of(session, UUID(application))

    async def case(self, application: str) -> Case:
        async with self.transaction() as session:
            facts = (await ground_of(session, self.runtime.engine)).facts
            return await read_case(session, UUID(application), keys=self.runtime.sealing, catalogue=facts)

    async def jobs(self) -> int:
        async with self.transaction() as session:
            return int(
                await session.scalar(
                    text("select count(*) from jobs.procrastinate_jobs where task_name = 'register.look_up'")
                )
                or 0
            )


@pytest.fixture(scope="module")
async def officer(app: object, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    tenant, email = cities["seoul"], "registers.officer@demo.example"
    async with runtime.tenants.transaction(tenant.id) as session:
        await add_person(session, email=email, language="en", roles=(Role.administrator,), clock=runtime.clock)
    browser = Browser(app, "seoul.localhost")
    await browser.get("/console/sign-in")
    await browser.post("/console/sign-in", {"email": email})
    await browser.post(browser.path, {"code": await code_for(runtime, tenant, email)})
    yield browser
    await browser.http.aclose()


async def begun(browser: Browser, seoul: Seoul, email: str, *, until: str = INCOME) -> str:
    """An application that has come to the question `until`, and what it is called."""
    browser.http.headers["accept-language"] = "en"
    await sign_in(browser, seoul.runtime, seoul.tenant, email)
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    said = {name: value for name, value in HANUL.items() if name != until.replace(".", "_")}
    await answer(browser, **said)
    assert browser.path.endswith(f"/questions/{until}"), browser.path
    return browser.path.split("/")[2]


async def agree(browser: Browser, application: str, fact: str = INCOME, **typed: str) -> None:
    await browser.get(f"/applications/{application}/registers/{fact}")
    await browser.post(browser.path, {"subject_name": CHILD.name, **BORN, **typed})


async def submitted(browser: Browser, seoul: Seoul, email: str) -> str:
    """An application that waits for an officer to vouch for the income and for the size."""
    browser.http.headers["accept-language"] = "en"
    await sign_in(browser, seoul.runtime, seoul.tenant, email)
    await browser.get("/programmes/learn")
    await browser.post("/programmes/learn/apply")
    await answer(browser, **{**HANUL, "household_recognised_income": "2400000"})
    application = browser.path.split("/")[2]
    await browser.post(f"/applications/{application}/submit")
    assert browser.path.endswith("/outcome"), browser.text
    return application
