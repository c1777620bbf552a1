"""The dependencies of pages that touch data: a transaction, who asks, and whether they may.

`work` is a unit of work; `viewing` is for pages that only read, at a third of the cost (docs/adr/0007). Begin, find
the person, check the route's access, hand over, and commit before the answer leaves. A redirect commits, a raise
undoes, and a commit that fails is an error page, never an answer that claims to have stored something.

The few pages that have to ask somebody outside take an `errand` instead: checked the same way, with short units of
work to be begun before and after the waiting.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Reading, Source
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.people.recognise import recognise
from seoul_learn.tenant_plane.people.values import SignedInPerson
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.access import checks_access, is_for_officers, refuse_entry
from seoul_learn.web.shared.addresses import with_way_back
from seoul_learn.web.shared.cookies import Cookies
from seoul_learn.web.shared.denials import NotOpenYet, PortalClosed
from seoul_learn.web.shared.language import choose_language
from seoul_learn.web.shared.unstorable import refuse_unstorable

_BEING_PREPARED = frozenset({Lifecycle.AGREED, Lifecycle.PREPARING})
_ENDED = frozenset({Lifecycle.SUSPENDED, Lifecycle.CLOSED})


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks at which city's pages, in which language. `person` is None for somebody who is not signed in."""

    tenant: TenantRef
    person: SignedInPerson | None
    site: Site
    language: str

    @property
    def city(self) -> "Visitor":
        """Anybody who looks at this city in this language: for parts of pages that are the same for all of them."""
        return msgspec.structs.replace(self, person=None)

    @property
    def default_language(self) -> str:
        """The language that the city writes in first."""
        return self.site.default_language

    @property
    def timezone(self) -> str:
        """The IANA time zone that times are shown in."""
        return self.site.timezone

    @property
    def currency(self) -> str:
        """The ISO 4217 code of amounts that name none."""
        return self.site.currency


class Work(msgspec.Struct, frozen=True):
    """A request's transaction and whom it is for."""

    session: AsyncSession
    visitor: Visitor

    @property
    def source(self) -> Source:
        """What is read from."""
        return self.session


class Viewing(msgspec.Struct, frozen=True):
    """A request that can only read, and whom it is for."""

    source: Reading
    visitor: Visitor


Looks = Work | Viewing
"""What a part of a page that only reads takes, so that pages of both kinds can have it."""


def provide_work(database: TenantDatabase, *, clock: Clock, cookies: Cookies) -> Provide:
    """The dependency `work` of the tenant application."""

    async def work(request: Request[Any, Any, Any]) -> AsyncGenerator[Work, None]:
        tenant: TenantRef = request.scope["state"]["tenant"]
        await refuse_unstorable(request)
        async with database.transaction(tenant.id) as session:
            visitor = await find_visitor(session, request, tenant=tenant, clock=clock, cookies=cookies)
            # An error page shows the same city, person and language without asking again.
            request.scope["state"]["visitor"] = visitor
            _refuse_entry(visitor, request)
            yield Work(session, visitor)

    return Provide(checks_access(work))


class Errand(msgspec.Struct, frozen=True):
    """A request that goes out to ask somebody else: whom it is for, and units of work to be begun one by one.

    Whatever happened in one of them is kept, whatever becomes of the next.
    """

    visitor: Visitor
    begin: Callable[[], AbstractAsyncContextManager[AsyncSession]]


def provide_errand(database: TenantDatabase, *, clock: Clock, cookies: Cookies) -> Provide:
    """The dependency `errand` of the tenant application."""

    async def errand(request: Request[Any, Any, Any]) -> Errand:
        tenant: TenantRef = request.scope["state"]["tenant"]
        await refuse_unstorable(request)
        async with database.transaction(tenant.id) as session:
            visitor = await find_visitor(session, request, tenant=tenant, clock=clock, cookies=cookies)
        request.scope["state"]["visitor"] = visitor
        _refuse_entry(visitor, request)
        return Errand(visitor, lambda: database.transaction(tenant.id))

    return Provide(checks_access(errand))


def provide_viewing(database: TenantDatabase) -> Provide:
    """The dependency `viewing` of the tenant application.

    It takes `parts` itself: a handler's dependencies that do not depend on each other are each given a task.
    """

    async def viewing(request: Request[Any, Any, Any], parts: NamedDependency[Parts]) -> AsyncGenerator[Viewing, None]:
        tenant: TenantRef = request.scope["state"]["tenant"]
        await refuse_unstorable(request)
        async with database.reading(tenant.id) as reading:
            visitor = await find_visitor(
                reading, request, tenant=tenant, clock=parts.clock, cookies=parts.cookies
            )
            request.scope["state"]["visitor"] = visitor
            _refuse_entry(visitor, request)
            yield Viewing(reading, visitor)

    return Provide(checks_access(viewing))


def visitor_of_errors(
    database: TenantDatabase, *, clock: Clock, cookies: Cookies
) -> Callable[[Request[Any, Any, Any]], Awaitable[Visitor]]:
    """For an error before any `work`, as on a path without a route: who looks, in a reading of its own."""

    async def find(request: Request[Any, Any, Any]) -> Visitor:
        tenant: TenantRef = request.scope["state"]["tenant"]
        async with database.reading(tenant.id) as reading:
            return await find_visitor(reading, request, tenant=tenant, clock=clock, cookies=cookies)

    return find


async def find_visitor(
    source: Source, request: Request[Any, Any, Any], *, tenant: TenantRef, clock: Clock, cookies: Cookies
) -> Visitor:
    """Who sent this request, by its cookies and headers, in one statement. Raises NotFound."""
    found = await recognise(source, token=request.cookies.get(cookies.session), clock=clock)
    site, person = found.site, found.person
    if site is None:
        raise NotFound
    language = choose_language(
        site.languages,
        default=site.default_language,
        chosen=request.cookies.get(cookies.language),
        of_person=person.language if person else None,
        accepted=request.headers.get("accept-language", ""),
    )
    return Visitor(tenant=tenant, person=person, site=site, language=language)


def _refuse_entry(visitor: Visitor, request: Request[Any, Any, Any]) -> None:
    opt = request.route_handler.opt
    if visitor.tenant.lifecycle in _ENDED and not opt.get("also_when_ended"):
        raise PortalClosed(visitor.tenant.lifecycle)
    access = opt["access"]
    # Officers come in by the console while the city prepares; everybody else is told that it is not open yet.
    if not is_for_officers(access) and not opt.get("always_open"):
        _refuse_before_opening(visitor)
    refuse_entry(visitor.person, access, sign_in=_sign_in(request))


def _refuse_before_opening(visitor: Visitor) -> None:
    seen_already = visitor.person is not None and visitor.person.is_officer
    if visitor.tenant.lifecycle in _BEING_PREPARED and not seen_already:
        raise NotOpenYet


def _sign_in(request: Request[Any, Any, Any]) -> str:
    path = request.scope["path"]
    page = "/console/sign-in" if path == "/console" or path.startswith("/console/") else "/sign-in"
    query = request.scope["query_string"].decode("latin-1")
    # What was posted is lost with the session; its page can be asked for again.
    return with_way_back(page, back=f"{path}?{query}" if query and request.method == "GET" else path)
