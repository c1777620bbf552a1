"""What a web server loads: `seoul_learn.asgi:create` makes the application from the environment's settings."""

import gc
import os

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar.types import ASGIApp

from seoul_learn.app import create_app, make_runtime
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.log import write_log
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.settings import read_settings


def create() -> ASGIApp:
    """The application. Raises SettingsRefused, naming the settings to mend."""
    write_log()
    settings = read_settings(os.environ)
    owner = settings.database_url or EmbeddedPostgres(settings.data_folder / "postgres").start().url()
    runtime = make_runtime(
        settings,
        control_url=address_as(owner, CONTROL, secret_key=settings.secret_key),
        tenant_url=address_as(owner, TENANT, secret_key=settings.secret_key),
        pooler_url=settings.pooler_url,
    )
    app = behind_proxies(create_app(runtime), settings.trusted_proxies)
    _settle()
    return app


def behind_proxies(app: ASGIApp, trusted: str) -> ASGIApp:
    """The application as it is asked through proxies: the client is whom the first one that is not ours names.

    Without this every resident would come from the proxy's address and share one limit on sign-in.
    """
    wrapped: ASGIApp = wrap_asgi_with_proxy_headers(app, trusted)
    return wrapped


def _settle() -> None:
    """Let the collector pass over what stays for good: going through all of it takes a fifth of a second each time,
    and nobody is answered meanwhile.
    """
    gc.collect()
    gc.freeze()
