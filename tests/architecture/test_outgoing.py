"""One way out of the platform: whatever else could ask somebody over the network is named here, with the reason."""

import ast
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_WAYS_OUT = (
    "aiohttp", "authlib.integrations", "grpc", "http.client", "httpcore", "httpcore2", "httplib2", "httpx", "httpx2",
    "niquests", "pycurl", "requests", "urllib.request", "urllib3", "websockets", "xmlrpc",
)  # fmt: skip
_DIALS = ("create_connection", "open_connection", "open_unix_connection", "urlopen")
_REASONS = {
    "platform/seoul_learn/plugin_api/outgoing/pinned.py": "the way out itself",
    "platform/seoul_learn/plugin_api/outgoing/wire.py": "the way out itself",
    "platform/seoul_learn/tenant_plane/people/oidc_wire.py": "a library of OAuth, over the same guarded transport",
    "platform/seoul_learn/tenant_plane/registers/wire.py": "over the same transport, with a register's own time",
    "platform/seoul_learn/api/lti/outgoing.py": "pins addresses itself: operators may name a private place",
    "platform/seoul_learn/installation/examine_settings.py": "the doctor looks whether mail server and ports answer",
    "platform/seoul_learn/demo/lesson_provider.py": "a stranger's learning tool, which asks the platform",
    "platform/seoul_learn/demo/provider/server.py": "stands for a company’s own server, which sends events to us",
    "platform/seoul_learn/commands/demo.py": "asks its own web process whether it is ready",
}


def _sources() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "platform/*.py", "plugins/*.py"],
        cwd=_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if (_ROOT / name).is_file()]


def _ways_out(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Attribute) and node.attr in _DIALS:
            found.append(node.attr)
    return [
        one
        for one in found
        if one in _DIALS or any(one == way or one.startswith(f"{way}.") for way in _WAYS_OUT)
    ]


def test_nothing_but_the_guarded_client_asks_anybody_over_http() -> None:
    going_out = {name for name in _sources() if _ways_out((_ROOT / name).read_text())}
    assert going_out == set(_REASONS)


def test_the_library_of_oauth_goes_out_by_the_guarded_transport() -> None:
    text = (_ROOT / "platform/seoul_learn/tenant_plane/people/oidc_wire.py").read_text()
    assert text.count("AsyncOAuth2Client(") == text.count("transport=self._transport") == 1
    assert "PinnedTransport(" in text


def test_registers_are_asked_by_the_guarded_transport() -> None:
    text = (_ROOT / "platform/seoul_learn/tenant_plane/registers/wire.py").read_text()
    assert text.count("httpx2.AsyncClient(") == text.count("transport=transport") == 1
    assert "transport = PinnedTransport(" in text


@pytest.mark.parametrize(
    "source",
    [
        "import httpx2", "import httpx2 as h", "from urllib import request", "from urllib.request import urlopen",
        "import http.client", "import socket\nsocket.create_connection(('a', 1))",
        "import asyncio\nasyncio.open_connection('a', 1)", "def f():\n    import requests",
        "from authlib.integrations.httpx_client import AsyncOAuth2Client",
    ],
)  # fmt: skip
def test_another_way_out_is_noticed(source: str) -> None:
    assert _ways_out(source)


def test_reading_addresses_is_no_way_out() -> None:
    assert not _ways_out("from urllib.parse import urlsplit\nimport http\nimport socket\nsocket.gethostname()")
