"""A city with people, and an application of a few routes in front of it."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from litestar.types import ControllerRouterHandler
from sqlalchemy import text

from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import new_token, token_digest
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.people.models import Person, PersonSession, RoleGrant
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.hosts import HostGate
from seoul_learn.web.shared.access import TENANT_ACCESS
from seoul_learn.web.shared.cookies import Cookies
from seoul_learn.web.shared.face import build_face
from seoul_learn.web.shared.identity_routes import send_logo, send_theme
from seoul_learn.web.shared.work import provide_work, visitor_of_errors

HOST = "hanbit.localhost"
Client = httpx2.AsyncClient
Open = Callable[..., AbstractAsyncContextManager[Client]]
SignIn = Callable[..., Any]

_BRANDING = text("""
    insert into tenant.branding (tenant_id, id, revision, name, service_name, tagline, colour, accent, languages,
        default_language, timezone, currency, contact, logo, logo_alt)
    values (:tenant_id, :tenant_id, 3, '{"ko": "한빛런", "en": "Hanbit Learn"}', '{"ko": "한빛런"}', '{"ko": "함께"}',
        '#0e6e5a', null, '["ko", "en"]', 'ko', 'Asia/Seoul', 'KRW', '{"phone": "02-0000-0000"}',
        :logo, '{"ko": "로고"}')
""")


@pytest.fixture
async def tenant_id(tenant_database: TenantDatabase) -> UUID:
    """A city that shows itself in Korean and English."""
    made = new_id()
    async with tenant_database.transaction(made) as session:
        await session.execute(_BRANDING, {"tenant_id": made, "logo": b"\x89PNG drawn by the platform"})
    return made


@pytest.fixture
def sign_in(tenant_database: TenantDatabase, tenant_id: UUID, clock: FixedClock) -> SignIn:
    """Makes somebody with these roles and returns the cookies of their session."""

    async def make(*roles: Role, language: str = "ko", of: UUID | None = None) -> dict[str, str]:
        person_id, token, now = new_id(), new_token(), clock.now()
        async with tenant_database.transaction(of or tenant_id) as session:
            session.add(
                Person(
                    id=person_id, email=f"{person_id}@example.test", display_name="김하늘", language=language,
                    created_at=now,
                )
            )  # fmt: skip
            await session.flush()
            for role in roles:
                session.add(RoleGrant(person_id=person_id, role=role.value, granted_at=now))
            session.add(
                PersonSession(
                    person_id=person_id, token_digest=token_digest(token), started_at=now,
                    expires_at=now + timedelta(hours=1),
                )
            )  # fmt: skip
        return {"session": token}

    return make


@pytest.fixture
def open_city(tenant_database: TenantDatabase, tenant_id: UUID, clock: FixedClock) -> Open:
    """`async with open_city([routes]) as client`: the city's application behind its host."""

    @contextlib.asynccontextmanager
    async def opened(
        routes: list[ControllerRouterHandler],
        *,
        lifecycle: Lifecycle = Lifecycle.LIVE,
        secure: bool = False,
        database: TenantDatabase = tenant_database,
        cookies: dict[str, str] | None = None,
    ) -> AsyncIterator[Client]:
        kept = Cookies(secure=secure)
        app = build_face(
            [*routes, send_theme, send_logo],
            secret_key="a secret for throw-away applications",
            cookies=kept,
            frame="shared/base.html",
            find_visitor=visitor_of_errors(database, clock=clock, cookies=kept),
            dependencies={"work": provide_work(database, clock=clock, cookies=kept)},
            access_words=TENANT_ACCESS,
        )
        tenant = TenantRef(id=tenant_id, slug="hanbit", lifecycle=lifecycle)
        gate = HostGate(tenants=app, operators=app, find={HOST: tenant}.get, operator_host="operator.localhost")
        # Litestar's own test client answers on a loop of its own, where the pool's connections cannot be used.
        transport = httpx2.ASGITransport(gate, raise_app_exceptions=False)  # type: ignore[arg-type]  # looser types
        scheme = "https" if secure else "http"
        async with httpx2.AsyncClient(transport=transport, base_url=f"{scheme}://{HOST}", cookies=cookies) as client:
            yield client

    return opened
