"""Two browsers with one new address at the same moment, in two real transactions: one comes by a code, one by a
provider that the city does not let link.
"""

import asyncio

import pytest
from sqlalchemy import text

from seoul_learn.tenant_plane.people.admit import admit
from seoul_learn.tenant_plane.people.admit_identity import admit_identity
from seoul_learn.tenant_plane.people.oidc_values import ProviderRefusal, ProviderTerms, Vouched
from seoul_learn.tenant_plane.people.values import NewSession
from tests.integration.people.conftest import City

NEW = "new.at.once@example.org"
VOUCHED = Vouched(issuer="https://login.city.example", subject="s-1", email=NEW, name="새사람")


def terms(*, links_by_email: bool) -> ProviderTerms:
    return ProviderTerms(
        issuer=VOUCHED.issuer, client_id="learn", label={"ko": "계정"}, links_by_email=links_by_email
    )


@pytest.mark.parametrize("links_by_email", [False, True])
async def test_whoever_proved_the_address_first_has_it_and_a_provider_is_linked_only_where_the_city_lets_it(
    city: City, *, links_by_email: bool
) -> None:
    by_code = asyncio.Event()
    waits = asyncio.Event()

    async def come_by_code() -> bool:
        async with city.database.transaction(city.tenant_id) as session:
            admitted = await admit(session, email=NEW, language="ko", clock=city.clock)
            by_code.set()
            # Until the other transaction waits for this one's row.
            await waits.wait()
            return admitted is not None and admitted.made

    async def come_by_provider() -> NewSession | ProviderRefusal:
        await by_code.wait()
        async with city.database.transaction(city.tenant_id) as session:
            return await admit_identity(
                session, VOUCHED, terms=terms(links_by_email=links_by_email), language="ko", clock=city.clock
            )

    async def watch() -> None:
        await by_code.wait()
        async with city.database.transaction(city.tenant_id) as session:
            while not await session.scalar(
                text("""select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock'""")
            ):
                await session.execute(text("select pg_stat_clear_snapshot()"))
                await asyncio.sleep(0)
        waits.set()

    made, came, _ = await asyncio.gather(come_by_code(), come_by_provider(), watch())
    assert made
    async with city.database.transaction(city.tenant_id) as session:
        linked = await session.scalar(
            text("select count(*) from tenant.person_identity where tenant_id = :tenant"), {"tenant": city.tenant_id}
        )
    if links_by_email:
        assert isinstance(came, NewSession)
        assert linked == 1
    else:
        assert came is ProviderRefusal.address_has_account
        assert linked == 0


async def test_admitting_says_whether_it_made_the_person(city: City) -> None:
    said = []
    for _ in range(2):
        async with city.database.transaction(city.tenant_id) as session:
            admitted = await admit(session, email="made.once@example.org", language="ko", clock=city.clock)
        assert admitted is not None
        said.append(admitted.made)
    assert said == [True, False]
