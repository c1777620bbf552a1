"""A city of its own whose contracts and rules each test writes, with a crowd of learners."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, text, update

from seoul_learn.app import Runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo.crowd import Entitled, entitle_crowd
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.values import Contract, ContractTerms
from seoul_learn.tenant_plane.catalogue.write_contracts import write_contracts
from seoul_learn.tenant_plane.enrolments.claim import Claim, Claimed, claim
from seoul_learn.tenant_plane.enrolments.claim_desk import ClaimDesk
from seoul_learn.tenant_plane.enrolments.models import Enrolment, Seat
from seoul_learn.tenant_plane.enrolments.provide_seats import provide_seats
from seoul_learn.tenant_plane.programmes.choice_rules import ANYTHING_GOES, ChoiceRules
from seoul_learn.tenant_plane.programmes.models import Programme
from tests.integration.conftest import TENANTS
from tests.integration.portal.conftest import module_clock, runtime

__all__ = ["module_clock", "runtime"]

ZONE = "Asia/Seoul"
SLOTS = ("school_subject", "language_certificate", "reading")


def terms(offering: str, category: str, **other: object) -> ContractTerms:
    """An offering of a category, 12 months, without a limit, for everybody."""
    usual: dict[str, object] = {
        "provider": "invented", "provider_name": {"ko": "지어낸 회사"}, "name": {"ko": offering, "en": offering},
        "category_name": {"ko": category}, "levels": [], "market_price_minor": 50000, "currency": "KRW",
        "price_per": "month", "ships": False, "seats": None, "term_months": 12, "connector": "voucher",
        "config": {"link": "https://invented.example"}, "illustrative": None,
    }  # fmt: skip
    return msgspec.convert(usual | {"offering": offering, "category": category} | other, ContractTerms)


class Town:
    """One tenant, its contracts by offering, and what is asked of them."""

    def __init__(self, runtime: Runtime, tenant: TenantRef, clock: FixedClock) -> None:
        self.runtime = runtime
        self.tenant = tenant
        self.clock = clock
        self.desk = ClaimDesk(runtime.tenants, clock=clock)
        self.contracts: dict[str, Contract] = {}

    async def offers(self, *contracts: ContractTerms, rules: ChoiceRules = ANYTHING_GOES) -> None:
        """Has these contracts and rules from now on, and no enrolment."""
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            await session.execute(text("delete from tenant.enrolment where tenant_id = :id"), {"id": self.tenant.id})
            await session.execute(text("delete from tenant.seat where tenant_id = :id"), {"id": self.tenant.id})
            await write_contracts(session, contracts)
            self.contracts = {one.terms.offering: one for one in await list_contracts(session)}
            for one in self.contracts.values():
                await provide_seats(session, one.id, one.terms.seats)
            await session.execute(
                update(Programme).values(detail={"choice": msgspec.to_builtins(rules), "status": "published"})
            )

    async def crowd(self, many: int, *, slots: tuple[str, ...] = SLOTS, at_most: int = 3) -> list[Entitled]:
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            programme = await session.scalar(select(Programme.id).limit(1))
            assert programme is not None
            return await entitle_crowd(
                session, programme, many=many, slots=slots, at_most=at_most, timezone=ZONE,
                keys=self.runtime.sealing, clock=self.clock
            )

    def wish(self, learner: Entitled, *offerings: str, **other: object) -> Claim:
        return msgspec.structs.replace(
            Claim(
                entitlement_id=learner.entitlement_id,
                person_id=learner.person_id,
                contract_ids=tuple(self.contracts[one].id for one in offerings),
            ),
            **other,
        )

    async def claim(self, *claims: Claim) -> list[Claimed]:
        """Together, in one transaction."""
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            return await claim(session, claims, timezone=ZONE, clock=self.clock)

    async def enrolments(self) -> list[Enrolment]:
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            return list(await session.scalars(select(Enrolment).order_by(Enrolment.id)))

    async def taken(self) -> Mapping[UUID, UUID]:
        """The seats that are taken, by enrolment."""
        async with self.runtime.tenants.transaction(self.tenant.id) as session:
            rows = await session.execute(select(Seat.id, Seat.enrolment_id).where(Seat.enrolment_id.is_not(None)))
            return {enrolment: seat for seat, enrolment in rows if enrolment}


@pytest.fixture(scope="module")
async def _applied(runtime: Runtime, plugins: Plugins) -> TenantRef:
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=runtime.clock)
    opened = open_bundle(TENANTS / "pyeongchang", plugins)
    return (await apply_description(opened.description, opened.shared, platform)).tenant


@pytest.fixture
async def town(runtime: Runtime, _applied: TenantRef, clock: FixedClock) -> AsyncIterator[Town]:
    made = Town(runtime, _applied, clock)
    yield made
    await made.desk.close()
