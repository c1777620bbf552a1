"""Installed plugins are found once; one that does not fit together stops the start with its name and the mend."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from seoul_learn.plugin_api.loading import GROUPS, PluginRefused, Plugins, load_plugins, plugins_of
from seoul_learn.plugin_api.manifest import PluginKind

_CODE = """
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.facts import FactDefinition, FactType
from seoul_learn.plugin_api.manifest import manifest_of


class Flag:
    manifest = manifest_of(__name__)
    config = Config
    adds = (FactDefinition(name="{fact}", type=FactType.BOOLEAN, question={{"en": "?"}}),)
"""
_MANIFEST = 'name = "{name}"\nkind = "{kind}"\nversion = "1"\ntitle = {{ en = "Flag" }}\nlanguages = ["en"]\n'


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def _plugin(
    packages: Path, folder: str, *, name: str = "flag_x", kind: str = "criterion", fact: str = "learner.flag"
) -> EntryPoint:
    home = packages / folder
    (home / "strings").mkdir(parents=True)
    (home / "__init__.py").write_text(_CODE.format(fact=fact), "utf-8")
    (home / "plugin.toml").write_text(_MANIFEST.format(name=name, kind=kind), "utf-8")
    (home / "strings" / "en.toml").write_text('label = "Flag"\n', "utf-8")
    return EntryPoint(name=name, value=f"{folder}:Flag", group=GROUPS[PluginKind.CRITERION])


def _load(*points: EntryPoint) -> Plugins:
    return plugins_of({PluginKind.CRITERION: points})


def test_what_the_project_declares_is_installed() -> None:
    plugins = load_plugins()
    assert set(plugins.criteria) == {
        "age", "attested_by", "benefit", "category", "children", "citizenship", "income", "income_limit",
        "participation", "residence", "school_stage",
    }  # fmt: skip
    assert set(plugins.connectors) == {"lti", "rest", "voucher"}
    assert plugins.strings["income"]["ko"]["label"] == "소득"


def test_a_plugin_adds_its_facts_to_the_shared_ones(packages: Path) -> None:
    plugins = _load(_plugin(packages, "flag_x"))
    assert plugins.facts["learner.flag"].question == {"en": "?"}
    assert "learner.birth_date" in plugins.facts


def test_a_plugin_of_another_name_than_its_folder_is_refused(packages: Path) -> None:
    with pytest.raises(PluginRefused, match=r"one name: plugin\.toml says `flag_x`, the folder `elsewhere`"):
        _load(_plugin(packages, "elsewhere"))


def test_two_plugins_of_one_name_are_refused(packages: Path) -> None:
    point = _plugin(packages, "flag_x")
    with pytest.raises(PluginRefused, match="two plugins are called `flag_x`"):
        _load(point, point)


def test_a_fact_described_differently_is_refused(packages: Path) -> None:
    with pytest.raises(PluginRefused, match=r"`flag_x`: the fact learner\.grade"):
        _load(_plugin(packages, "flag_x", fact="learner.grade"))


def test_a_plugin_in_the_wrong_group_is_refused(packages: Path) -> None:
    with pytest.raises(PluginRefused, match=r"seoul_learn\.providers"):
        _load(_plugin(packages, "flag_x", kind="connector"))


def test_a_language_without_its_file_is_refused(packages: Path) -> None:
    point = _plugin(packages, "flag_x")
    (packages / "flag_x" / "strings" / "en.toml").unlink()
    with pytest.raises(PluginRefused, match=r"strings/en\.toml is missing"):
        _load(point)


def test_a_plugin_that_cannot_be_imported_is_named(packages: Path) -> None:
    point = _plugin(packages, "flag_x")
    (packages / "flag_x" / "__init__.py").write_text("import nothing_of_this_name\n", "utf-8")
    with pytest.raises(PluginRefused, match=r"`flag_x` \(flag_x:Flag\) cannot be loaded: .*nothing_of_this_name"):
        _load(point)
