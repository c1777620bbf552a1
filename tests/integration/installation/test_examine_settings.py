"""Settings that are fine one by one and do not fit each other, this machine or the database."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from seoul_learn.installation.examine_settings import examine_settings
from seoul_learn.settings import Settings
from tests.conftest import SECRET_KEY
from tests.integration.conftest import TENANTS


@pytest.fixture
def well(server_url: str) -> Iterator[Settings]:
    with socket.create_server(("127.0.0.1", 0)) as mail_server:
        port = mail_server.getsockname()[1]
        yield Settings(secret_key=SECRET_KEY, tenants_folder=TENANTS, smtp_port=port, database_pool=2)


def _to_mend(settings: Settings, owner_url: str) -> dict[str, str]:
    return {found.what: found.mend for found in examine_settings(settings, owner_url) if found.mend}


def test_settings_that_fit_are_well(well: Settings, server_url: str) -> None:
    assert _to_mend(well, server_url) == {}


@pytest.mark.parametrize(
    ("changed", "what", "mend"),
    [
        ({"base_domain": "learn.example"}, "PUBLIC_SCHEME", "PUBLIC_SCHEME=https"),
        ({"tenants_folder": Path("/nowhere")}, "TENANTS_FOLDER", "Set TENANTS_FOLDER"),
        ({"metrics_port": 8000}, "PORT and METRICS_PORT", "Give METRICS_PORT another number"),
        ({"smtp_port": 1}, "mail server", "Set SMTP_HOST and SMTP_PORT"),
        ({"web_processes": 90}, "connections", "Lower WEB_PROCESSES or DATABASE_POOL"),
    ],
)
def test_each_that_does_not_fit_is_named(
    well: Settings, server_url: str, changed: dict[str, Any], what: str, mend: str
) -> None:
    found = _to_mend(msgspec.structs.replace(well, **changed), server_url)
    assert list(found) == [what]
    assert mend in found[what]
