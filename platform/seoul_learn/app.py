"""The composition root: what a process opens, and the web application made of it."""

import contextlib
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import msgspec
from litestar import Litestar
from litestar.di import Provide
from litestar.types import ASGIApp

from seoul_learn.api.health import Probe, health_router
from seoul_learn.api.lti import lti_router
from seoul_learn.api.lti.jose import JoseSignatures
from seoul_learn.api.lti.parts import LtiParts
from seoul_learn.api.webhooks import webhook_handlers
from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.values import OperatorKeys
from seoul_learn.control_plane.tenants.directory import HostDirectory
from seoul_learn.kit.clock import Clock, SystemClock
from seoul_learn.kit.tokens import derive_key
from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.catalogue.connect import Outside
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.enrolments.claim_desk import ClaimDesk
from seoul_learn.tenant_plane.people.oidc_wire import OidcWire
from seoul_learn.tenant_plane.people.values import PersonKeys
from seoul_learn.web.console import console_handlers
from seoul_learn.web.hosts import HostGate
from seoul_learn.web.learning_tools import LearningTools
from seoul_learn.web.metered import MeteredApp
from seoul_learn.web.operator.app import create_operator_app
from seoul_learn.web.operator.parts import OperatorParts
from seoul_learn.web.partner_cities import PartnerCities
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal import portal_handlers
from seoul_learn.web.reads_to_the_end import ReadsToTheEnd
from seoul_learn.web.shared.access import TENANT_ACCESS
from seoul_learn.web.shared.cookies import Cookies
from seoul_learn.web.shared.face import build_face
from seoul_learn.web.shared.identity_routes import send_logo, send_theme
from seoul_learn.web.shared.work import provide_errand, provide_viewing, provide_work, visitor_of_errors

_LARGEST_BODY = 1024 * 1024
"""Bytes of a request. Pages that take files say so themselves."""


class Runtime(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a process of the platform holds: databases, plugins, keys and the clock."""

    settings: Settings
    control: ControlDatabase
    tenants: TenantDatabase
    directory: HostDirectory
    plugins: Plugins
    engine: Engine
    sealing: SealingKeys
    person_keys: PersonKeys
    operator_keys: OperatorKeys
    clock: Clock

    @property
    def outside(self) -> Outside:
        """What asking a provider takes."""
        return Outside(
            plugins=self.plugins,
            keys=self.sealing,
            clock=self.clock,
            on_this_machine=self.settings.ports_on_this_machine(),
        )

    async def open(self) -> None:
        """Connect. Raises IsolationBroken under a role that could see other tenants."""
        await self.control.open()
        await self.tenants.open()
        await self.directory.start()

    async def close(self) -> None:
        """Give every connection back."""
        await self.directory.close()
        await self.tenants.close()
        await self.control.close()


def make_runtime(
    settings: Settings, *, control_url: str, tenant_url: str, pooler_url: str | None = None, clock: Clock | None = None
) -> Runtime:
    """The runtime of a process, not yet connected. Raises PluginRefused.

    With `pooler_url` the units of work go through a pooler there; who listens for changed hosts goes directly.
    """
    direct = pooler_url is None
    control = ControlDatabase(
        control_url if pooler_url is None else same_role_at(pooler_url, control_url), prepared_statements=direct
    )
    plugins = load_plugins()

    def key(purpose: str) -> bytes:
        return derive_key(settings.secret_key, purpose)

    return Runtime(
        settings=settings,
        control=control,
        tenants=TenantDatabase(
            tenant_url if pooler_url is None else same_role_at(pooler_url, tenant_url),
            pool_size=settings.database_pool,
            prepared_statements=direct,
        ),
        directory=HostDirectory(control, listener_url=control_url),
        plugins=plugins,
        engine=Engine(plugins),
        sealing=SealingKeys(settings.secret_key),
        person_keys=PersonKeys(digest=key("people digest"), sealing=key("people sealing")),
        operator_keys=OperatorKeys(digest=key("operators digest"), sealing=key("operators sealing")),
        clock=clock or SystemClock(),
    )


def same_role_at(pooler_url: str, role_url: str) -> str:
    """The pooler's address under the name and password of another address."""
    pooler, role = urlsplit(pooler_url), urlsplit(role_url)
    names, server = role.netloc.rpartition("@")[0], pooler.netloc.rpartition("@")[2]
    return urlunsplit(pooler._replace(netloc=f"{names}@{server}"))


def create_app(runtime: Runtime) -> ASGIApp:
    """The web application: each city on its own hosts, the operators on theirs, and a page for unknown ones."""
    operators = create_operator_app(
        OperatorParts(
            control=runtime.control,
            tenants=runtime.tenants,
            plugins=runtime.plugins,
            engine=runtime.engine,
            keys=runtime.operator_keys,
            sealing=runtime.sealing,
            clock=runtime.clock,
            cookies=_cookies(runtime),
            secret_key=runtime.settings.secret_key,
            tenants_folder=runtime.settings.tenants_folder,
            base_domain=runtime.settings.base_domain,
        )
    )
    gate = HostGate(
        tenants=create_tenants_app(runtime),
        operators=operators,
        find=runtime.directory.find,
        operator_host=f"operator.{runtime.settings.base_domain}",
    )
    return MeteredApp(ReadsToTheEnd(gate))


def create_tenants_app(runtime: Runtime) -> Litestar:
    """Portal and console of every city. Raises UnguardedRoutes."""
    cookies = _cookies(runtime)
    signatures = JoseSignatures()
    parts = Parts(
        engine=runtime.engine,
        sealing=runtime.sealing,
        person_keys=runtime.person_keys,
        clock=runtime.clock,
        cookies=cookies,
        wire=OidcWire(allow_loopback=not cookies.secure),
        origin_of=_origins(runtime),
        outside=runtime.outside,
        tenants=runtime.tenants,
        partners=PartnerCities(
            control=runtime.control, tenants=runtime.tenants, engine=runtime.engine, clock=runtime.clock
        ),
        claims=ClaimDesk(runtime.tenants, clock=runtime.clock),
        tools=LearningTools(runtime.control, allow_loopback=not cookies.secure),
        signatures=signatures,
    )
    lti = LtiParts(
        control=runtime.control,
        tenants=runtime.tenants,
        sealing=runtime.sealing,
        clock=runtime.clock,
        signatures=signatures,
        origin_of=parts.origin_of,
        allow_loopback=not cookies.secure,
    )

    @contextlib.asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        await runtime.open()
        try:
            yield
        finally:
            await parts.claims.close()
            await runtime.close()

    return build_face(
        [
            *portal_handlers,
            *console_handlers,
            lti_router,
            send_theme,
            send_logo,
            *webhook_handlers(runtime.tenants, runtime.outside),
            health_router({"control plane": _probe_control(runtime), "tenant plane": _probe_tenants(runtime)}),
        ],
        secret_key=runtime.settings.secret_key,
        cookies=cookies,
        frame="shared/base.html",
        find_visitor=visitor_of_errors(runtime.tenants, clock=runtime.clock, cookies=cookies),
        dependencies={
            "work": provide_work(runtime.tenants, clock=runtime.clock, cookies=cookies),
            "errand": provide_errand(runtime.tenants, clock=runtime.clock, cookies=cookies),
            "viewing": provide_viewing(runtime.tenants),
            "parts": Provide(lambda: parts, sync_to_thread=False),
            "lti": Provide(lambda: lti, sync_to_thread=False),
        },
        access_words=TENANT_ACCESS,
        lifespan=[opened],
        request_max_body_size=_LARGEST_BODY,
    )


def _cookies(runtime: Runtime) -> Cookies:
    return Cookies(secure=runtime.settings.public_scheme == "https")


def _origins(runtime: Runtime) -> Callable[[UUID], str | None]:
    """The public address of a city. Behind TLS it has no port; without, the web process itself is what is reached."""
    settings = runtime.settings
    port = "" if settings.public_scheme == "https" or settings.port == 80 else f":{settings.port}"

    def origin_of(tenant_id: UUID) -> str | None:
        host = runtime.directory.canonical_host(tenant_id)
        return host and f"{settings.public_scheme}://{host}{port}"

    return origin_of


def _probe_control(runtime: Runtime) -> Probe:
    async def probe() -> None:
        async with runtime.control.transaction() as unit:
            await unit.value("select 1")

    return probe


def _probe_tenants(runtime: Runtime) -> Probe:
    async def probe() -> None:
        await runtime.tenants.ping()

    return probe
