"""Which city serves a place: the one value that crosses from all tenants to a page of one of them.

It is read out of the policies that decide in each live city today, one small transaction for each, and is nothing that
a city does not tell everybody on its own first page.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.tenants.queries import list_tenants
from seoul_learn.control_plane.tenants.values import Lifecycle, Tenant
from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.plugin_api.places import within
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused
from seoul_learn.tenant_plane.eligibility.queries import policy_on
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.programmes.values import ProgrammeStatus

_KNOWN_FOR = timedelta(minutes=10)
_SECONDS = 5
"""How long a page waits for the other cities; without them it is a page without a hint."""
_RESIDENCE = "residence"
_log = structlog.get_logger()


class PartnerCity(msgspec.Struct, frozen=True, kw_only=True):
    """A live city, its canonical host and the areas whose residents its policies serve."""

    tenant_id: UUID
    name: dict[str, str]
    host: str
    areas: frozenset[str]


class PartnerCities:
    """Knows for ten minutes what it has read once; a process of its own reads again."""

    def __init__(self, *, control: ControlDatabase, tenants: TenantDatabase, engine: Engine, clock: Clock) -> None:
        self._control = control
        self._tenants = tenants
        self._engine = engine
        self._clock = clock
        self._cities: tuple[PartnerCity, ...] = ()
        self._until: datetime | None = None
        self._reading = asyncio.Lock()

    async def serving(self, place: str, *, besides: UUID) -> PartnerCity | None:
        """The live city whose policies serve a place most closely, if it is not the one asked from."""
        await self._refresh()
        serving = [
            (max(len(area) for area in city.areas if within(place, area)), city)
            for city in self._cities
            if city.tenant_id != besides and any(within(place, area) for area in city.areas)
        ]
        return max(serving, key=lambda one: (one[0], one[1].host))[1] if serving else None

    async def _refresh(self) -> None:
        now = self._clock.now()
        # Whoever comes while another page reads takes what is known: no page holds a connection to wait for one.
        if (self._until is not None and now < self._until) or self._reading.locked():
            return
        async with self._reading:
            try:
                self._cities = await asyncio.wait_for(self._read(now), _SECONDS)
                self._until = now + _KNOWN_FOR
            except Exception as error:  # a hint must not cost anybody the answer to her own question
                _log.warning("partner_cities.unread", error=type(error).__name__)

    async def _read(self, now: datetime) -> tuple[PartnerCity, ...]:
        async with self._control.transaction() as unit:
            tenants = [one for one in await list_tenants(unit) if one.lifecycle is Lifecycle.LIVE and one.hosts]
        return tuple(
            [
                PartnerCity(
                    tenant_id=tenant.id,
                    name=dict(tenant.name),
                    host=tenant.hosts[0],
                    areas=await self._areas_of(tenant, now),
                )
                for tenant in tenants
            ]
        )

    async def _areas_of(self, tenant: Tenant, now: datetime) -> frozenset[str]:
        today = local_date(now, tenant.timezone)
        areas: set[str] = set()
        async with self._tenants.transaction(tenant.id) as session:
            for programme in await list_programmes(session):
                if programme.terms.status is not ProgrammeStatus.PUBLISHED:
                    continue
                try:
                    areas |= areas_served(self._engine.policy(await policy_on(session, programme.id, today)))
                except (NotFound, PolicyRefused):
                    continue
        return frozenset(areas)


def areas_served(policy: Policy) -> frozenset[str]:
    """The areas that a policy's criteria of residence name."""
    return frozenset(
        area for leaf in policy.leaves.values() if leaf.use == _RESIDENCE for area in getattr(leaf.config, "in_", ())
    )
