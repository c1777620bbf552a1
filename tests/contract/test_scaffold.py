"""A new plugin keeps the contract as it is written, and can be packed and installed by anybody."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from seoul_learn.plugin_api.contract.check_plugin import check_plugin
from seoul_learn.plugin_api.manifest import PluginKind
from seoul_learn.plugin_api.scaffold.new_plugin import NewPluginRefused, new_plugin

_LIST = "from seoul_learn.plugin_api.loading import load_plugins as l; p = l(); print(*p.criteria, *p.connectors)"


def test_a_new_criterion_keeps_the_contract(criterion: Path) -> None:
    assert [str(fault) for fault in check_plugin(criterion)] == []


def test_a_new_connector_keeps_the_contract(connector: Path) -> None:
    assert [str(fault) for fault in check_plugin(connector)] == []


def test_what_was_written_is_told(tmp_path: Path) -> None:
    written = new_plugin(PluginKind.CRITERION, "visits", tmp_path)
    assert set(written) == {path for path in tmp_path.rglob("*") if path.is_file()}


def test_a_second_plugin_is_declared_beside_the_first(criterion: Path, connector: Path) -> None:
    assert criterion.parent == connector.parent
    project = tomllib.loads((criterion.parent / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["entry-points"] == {
        "seoul_learn.eligibility_rules": {"visits": "visits:Visits"},
        "seoul_learn.providers": {"shop": "shop:Shop"},
    }
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["visits", "shop"]


def test_a_plugin_within_a_package_is_declared_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('# Ours.\n[project]\nname = "acme"\n', "utf-8")
    (tmp_path / "acme" / "rules").mkdir(parents=True)
    (tmp_path / "acme" / "__init__.py").touch()
    (tmp_path / "acme" / "rules" / "__init__.py").touch()
    new_plugin(PluginKind.CRITERION, "visits", tmp_path / "acme" / "rules")
    text = (tmp_path / "pyproject.toml").read_text("utf-8")
    assert text.startswith("# Ours.\n")
    assert 'visits = "acme.rules.visits:Visits"' in text
    assert [str(fault) for fault in check_plugin(tmp_path / "acme" / "rules" / "visits")] == []


@pytest.mark.parametrize("name", ["Visits", "two words", "1st", "", "class", "a-b", "../up"])
def test_a_name_that_cannot_be_imported_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NewPluginRefused, match="is no name for a plugin"):
        new_plugin(PluginKind.CRITERION, name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(criterion: Path) -> None:
    with pytest.raises(NewPluginRefused, match="is there already"):
        new_plugin(PluginKind.CRITERION, "visits", criterion.parent)


def test_a_plugin_of_a_third_party_is_found_when_its_wheel_is_installed(
    criterion: Path, connector: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    del connector
    wheels, installed = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)],
        cwd=criterion.parent, check=True, capture_output=True,
    )  # fmt: skip
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    found = subprocess.run(
        [sys.executable, "-c", _LIST],
        cwd=installed, env={**os.environ, "PYTHONPATH": str(installed)}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert {"visits", "shop", "age"} <= set(found.stdout.split())
