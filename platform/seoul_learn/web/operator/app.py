"""The operators' application."""

from pathlib import Path

import msgspec
from litestar import Litestar

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.values import OperatorKeys
from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.web.shared.cookies import Cookies


class OperatorParts(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator site works with."""

    control: ControlDatabase
    tenants: TenantDatabase
    plugins: Plugins
    keys: OperatorKeys
    clock: Clock
    cookies: Cookies
    secret_key: str
    tenants_folder: Path
    base_domain: str


def create_operator_app(parts: OperatorParts) -> Litestar:
    """Placeholder while its pages are written."""
    del parts
    return Litestar([])
