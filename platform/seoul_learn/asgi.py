"""What a web server loads: `seoul_learn.asgi:create` makes the application from the environment's settings."""

import os

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
    return create_app(runtime)
