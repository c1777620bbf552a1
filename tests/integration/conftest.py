"""Both planes on one module's database, with the installed plugins."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from seoul_learn.bundles.apply_bundle import Platform
from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.tenant_plane.database.transaction import TenantDatabase

TENANTS = Path(__file__).parents[2] / "tenants"


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture(scope="module")
async def control_database(control_url: str) -> AsyncIterator[ControlDatabase]:
    opened = ControlDatabase(control_url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def platform(control_database: ControlDatabase, tenant_database: TenantDatabase, clock: FixedClock) -> Platform:
    return Platform(control=control_database, tenants=tenant_database, by="a test", clock=clock)
