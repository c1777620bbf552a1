"""A sound plugin of each kind, to be broken in one place."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from seoul_learn.plugin_api.manifest import PluginKind
from seoul_learn.plugin_api.scaffold.new_plugin import new_plugin


@pytest.fixture(autouse=True)
def _forget_what_was_imported() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.split(".")[0] in {"visits", "shop"}:
            del sys.modules[name]


@pytest.fixture
def criterion(tmp_path: Path) -> Path:
    new_plugin(PluginKind.CRITERION, "visits", tmp_path)
    return tmp_path / "visits"


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    new_plugin(PluginKind.CONNECTOR, "shop", tmp_path)
    return tmp_path / "shop"
