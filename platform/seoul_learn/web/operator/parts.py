"""What the operator site works with, made once by the composition root."""

from pathlib import Path

import msgspec

from seoul_learn.bundles.apply_bundle import Platform
from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.values import OperatorKeys
from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.web.shared.cookies import Cookies


class OperatorParts(msgspec.Struct, frozen=True, kw_only=True):
    """Both planes, plugins, keys, the clock, and where the template bundle is."""

    control: ControlDatabase
    tenants: TenantDatabase
    plugins: Plugins
    engine: Engine
    keys: OperatorKeys
    sealing: SealingKeys
    clock: Clock
    cookies: Cookies
    secret_key: str
    tenants_folder: Path
    base_domain: str

    def platform(self, by: str) -> Platform:
        """What applying a bundle needs; `by` is the operator's address, for the history."""
        return Platform(
            control=self.control, tenants=self.tenants, by=by, clock=self.clock,
            tested_first=self.plugins.speaking_out(),
        )  # fmt: skip
