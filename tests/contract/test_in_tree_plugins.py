"""Every plugin in this repository keeps the contract that a third party's is held to."""

from pathlib import Path

import pytest

from seoul_learn.plugin_api.contract.check_plugin import check_plugin
from seoul_learn.plugin_api.loading import load_plugins

_PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
_FOLDERS = sorted(file.parent for file in _PLUGINS.glob("*/*/plugin.toml"))


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
def test_a_plugin_keeps_the_contract(folder: Path) -> None:
    assert [str(fault) for fault in check_plugin(folder)] == []


def test_every_folder_is_installed_and_everything_installed_was_checked() -> None:
    plugins = load_plugins()
    assert {folder.name for folder in _FOLDERS} == {*plugins.criteria, *plugins.connectors, *plugins.sources}


def test_every_folder_of_a_kind_is_a_plugin() -> None:
    kinds = ("eligibility_rules", "providers", "fact_sources")
    folders = [path for kind in kinds for path in (_PLUGINS / kind).iterdir()]
    for path in folders:
        if path.is_dir() and path.name != "__pycache__":
            assert path in _FOLDERS, path
