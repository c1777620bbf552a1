"""A city that people sign in to: each call is one request of its own, a unit of work that commits."""

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.mail.values import Letter
from seoul_learn.tenant_plane.people.recognise import recognise
from seoul_learn.tenant_plane.people.redeem_code import redeem_code
from seoul_learn.tenant_plane.people.request_code import request_code
from seoul_learn.tenant_plane.people.values import NewSession, PersonKeys, Refusal, SignedInPerson

KEYS = PersonKeys(digest=b"d" * 32, sealing=b"s" * 32)
EMAIL = "min@example.org"
HOME = "192.0.2.1"
BRANDING = text("""
    insert into tenant.branding (tenant_id, id, revision, name, service_name, tagline, colour, accent, languages,
        default_language, timezone, currency, contact, logo, logo_alt)
    values (:tenant_id, :tenant_id, 1, '{"ko": "서울", "en": "Seoul"}', '{"ko": "서울런", "en": "Seoul Learn"}',
        '{"ko": "함께"}', '#0b5fa5', null, '["ko", "en"]', 'ko', 'Asia/Seoul', 'KRW',
        '{"email": "learn@seoul.example"}', null, '{"ko": "로고"}')
""")


class City:
    def __init__(self, database: TenantDatabase, tenant_id: UUID, clock: FixedClock) -> None:
        self.database = database
        self.tenant_id = tenant_id
        self.clock = clock

    async def ask(self, email: str = EMAIL, address: str = HOME, language: str = "ko") -> Refusal | None:
        async with self.database.transaction(self.tenant_id) as session:
            return await request_code(
                session, email=email, network_address=address, language=language, keys=KEYS, clock=self.clock
            )

    async def letters(self, email: str = EMAIL) -> list[Letter]:
        async with self.database.transaction(self.tenant_id) as session:
            return await list_letters(session, recipient=email)

    async def mailed_code(self, email: str = EMAIL) -> str:
        found = re.search(r"\b\d{6}\b", (await self.letters(email.strip().lower()))[0].body)
        assert found is not None
        return found[0]

    async def redeem(
        self, code: str, email: str = EMAIL, address: str = HOME, language: str = "ko"
    ) -> NewSession | Refusal:
        async with self.database.transaction(self.tenant_id) as session:
            return await redeem_code(
                session, email=email, code=code, network_address=address, language=language, keys=KEYS,
                clock=self.clock,
            )  # fmt: skip

    async def sign_in(self, email: str = EMAIL) -> NewSession:
        assert await self.ask(email) is None
        signed_in = await self.redeem(await self.mailed_code(email), email)
        assert isinstance(signed_in, NewSession)
        return signed_in

    async def who(self, token: str) -> SignedInPerson | None:
        async with self.database.transaction(self.tenant_id) as session:
            return (await recognise(session, token=token, clock=self.clock)).person

    async def audited(self) -> list[str]:
        async with self.database.transaction(self.tenant_id) as session:
            entries = await session.execute(
                text("select action from tenant.audit_entry where tenant_id = :tenant_id order by number"),
                {"tenant_id": self.tenant_id},
            )
            return [action for (action,) in entries]


async def new_city(database: TenantDatabase, clock: FixedClock) -> City:
    tenant_id = new_id()
    async with database.transaction(tenant_id) as session:
        await session.execute(BRANDING, {"tenant_id": tenant_id})
    return City(database, tenant_id, clock)


@pytest.fixture
async def city(tenant_database: TenantDatabase, clock: FixedClock) -> City:
    return await new_city(tenant_database, clock)
