"""What a released version of a criterion said stays so until there is a new version."""

import re
import shutil
from pathlib import Path

import pytest

from seoul_learn.plugin_api.contract.check_plugin import check_plugin
from seoul_learn.plugin_api.contract.folder import open_folder
from seoul_learn.plugin_api.contract.released import ReleaseRefused, is_released, release, released_faults
from seoul_learn.plugin_api.loading import load_plugins

_RULES = Path(__file__).resolve().parents[2] / "plugins" / "eligibility_rules"


@pytest.fixture
def age(tmp_path: Path) -> Path:
    copied = tmp_path / "age"
    shutil.copytree(_RULES / "age", copied, ignore=shutil.ignore_patterns("__pycache__"))
    # As a stranger's package, which imports its own parts by its own name.
    for source in copied.glob("*.py"):
        source.write_text(source.read_text().replace("plugins.eligibility_rules.age", "age"))
    return copied


@pytest.mark.parametrize("name", sorted(load_plugins().criteria))
def test_the_cases_of_every_criterion_in_the_tree_are_frozen(name: str) -> None:
    assert is_released(_RULES / name), f"run: seoul-learn plugin release plugins/eligibility_rules/{name}"
    assert [str(fault) for fault in released_faults(open_folder(_RULES / name))] == []


def test_a_case_that_says_something_else_is_named(age: Path) -> None:
    file = age / "cases" / "open_ended.toml"
    file.write_text(file.read_text().replace("2007-03-02", "2007-03-01"))
    (fault,) = released_faults(open_folder(age))
    assert "“open_ended.toml: nineteen today”" in fault.message
    assert "says something else" in fault.message
    assert any("says something else" in str(fault) for fault in check_plugin(age))


def test_another_configuration_changes_all_cases_of_its_file(age: Path) -> None:
    file = age / "cases" / "open_ended.toml"
    file.write_text(file.read_text().replace("from = 19", "from = 18"))
    assert len(list(released_faults(open_folder(age)))) == file.read_text().count("[[case]]")


def test_a_case_that_vanished_is_named(age: Path) -> None:
    (age / "cases" / "up_to.toml").unlink()
    assert all("is gone" in fault.message for fault in released_faults(open_folder(age)))
    assert list(released_faults(open_folder(age)))


def test_cases_may_be_added_and_are_frozen_too(age: Path) -> None:
    file = age / "cases" / "open_ended.toml"
    file.write_text(file.read_text() + '\n[[case]]\nname = "newer"\nas_of = 2026-03-02\nfacts = {}\nneeds = []\n')
    assert list(released_faults(open_folder(age))) == []
    release(age)
    file.write_text(file.read_text().replace('name = "newer"', 'name = "renamed"'))
    assert "“open_ended.toml: newer”" in next(released_faults(open_folder(age))).message


def test_a_new_version_may_say_something_else(age: Path) -> None:
    file = age / "cases" / "open_ended.toml"
    file.write_text(file.read_text().replace("2007-03-02", "2007-03-01"))
    with pytest.raises(ReleaseRefused, match="nineteen today"):
        release(age)
    manifest = age / "plugin.toml"
    manifest.write_text(re.sub(r'version = "[^"]+"', 'version = "99.0"', manifest.read_text()))
    release(age)
    assert list(released_faults(open_folder(age))) == []
