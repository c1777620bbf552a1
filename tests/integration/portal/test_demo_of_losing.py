"""The demo shows a version that two officers published, and a learner who keeps what she has until their day."""

from datetime import UTC, datetime, timedelta

import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.demo.fill import fill_platform
from seoul_learn.demo.newer_version import CITY
from seoul_learn.kit.clock import FixedClock, local_date
from seoul_learn.tenant_plane.applications.queries import applications_of
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.losers import ForLosers
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.people.add_person import add_person
from tests.integration.conftest import TENANTS

EMAIL = "taeyun@resident.example"


class TickingClock(FixedClock):
    """No two moments are the same, as in life: she is determined before the version is published."""

    def now(self) -> datetime:
        self.advance(timedelta(milliseconds=1))
        return super().now()


@pytest.fixture(scope="module")
def module_clock() -> FixedClock:
    return TickingClock(datetime(2026, 11, 24, 9, tzinfo=UTC))


async def test_a_learner_of_the_demo_loses_by_law_keeps_it_until_the_day_and_the_demo_begins_again_as_it_was(
    runtime: Runtime,
) -> None:
    for _ in range(2):
        await fill_platform(runtime, TENANTS, cities=(CITY,))
    async with runtime.control.transaction() as unit:
        tenant = await find_tenant(unit, slug=CITY)
    assert tenant is not None
    async with runtime.tenants.transaction(tenant.id) as session:
        assert [one.status for one in await list_policies(session)] == ["superseded", "in_force"]
        person_id = await add_person(session, email=EMAIL, language="ko", roles=(), clock=runtime.clock)
        (application,) = await applications_of(session, person_id)
        facts = (await ground_of(session, runtime.engine)).facts
        case = await read_case(session, application.id, keys=runtime.sealing, catalogue=facts)
        letters = await list_letters(session, recipient=EMAIL)
    assert case.entitled is not None
    day = local_date(runtime.clock.now(), "Asia/Seoul") + timedelta(days=100)
    assert (case.entitled.lost_by, case.entitled.ends_on) == (ForLosers.UNTIL_DAY, day.isoformat())
    assert sum("기준이 바뀌" in one.body for one in letters) == 1
