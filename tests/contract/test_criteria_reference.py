"""docs/criteria.md says what there is: its examples can be used, and no field of a criterion is left out of it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.references import misfits_of
from seoul_learn.plugin_api.standards import Standard, Standards, Table

_ROOT = Path(__file__).resolve().parents[2]
_TEXT = (_ROOT / "docs" / "criteria.md").read_text("utf-8")
_BLOCKS = re.findall(r"^```toml\n(.*?)^```$", _TEXT, re.MULTILINE | re.DOTALL)
_PLUGINS = load_plugins()
_OF_THE_POLICY = ("use", "label", "law", "assurance")


def _tables() -> dict[str, Standard]:
    files = [file.read_text("utf-8") for file in (_ROOT / "tenants" / "_standards").glob("*.toml")]
    # The repository's own table comes last, so that it counts and not the one shortened for the page.
    read = [read_standard(text) for text in (*(block for block in _BLOCKS if "[standard]" in block), *files)]
    return {standard.id: standard for standard in read}


def _examples() -> Iterator[tuple[str, dict[str, Any]]]:
    for block in _BLOCKS:
        yield from tomllib.loads(block).get("criteria", {}).items()


def _section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", _TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/criteria.md has no section {title}"
    return found[1]


def _listed(section: str) -> set[str]:
    """The fields in the first column of the tables."""
    rows = (line.split("|")[1] for line in section.split("\n") if line.startswith("| `"))
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


@pytest.mark.parametrize(("name", "written"), list(_examples()), ids=[name for name, _ in _examples()])
def test_an_example_can_be_used(name: str, written: dict[str, Any]) -> None:
    fields = {key: value for key, value in written.items() if key not in _OF_THE_POLICY}
    config = msgspec.convert(fields, _PLUGINS.criteria[written["use"]].config)
    assert [misfit.message for misfit in misfits_of(config, _PLUGINS.facts, Standards(_tables()))] == [], name


def test_every_criterion_has_an_example() -> None:
    assert {written["use"] for _, written in _examples()} == set(_PLUGINS.criteria)


@pytest.mark.parametrize("criterion", sorted(_PLUGINS.criteria))
def test_the_fields_of_a_criterion_are_those_that_it_has(criterion: str) -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(_PLUGINS.criteria[criterion].config)}
    assert _listed(_section(f"`{criterion}`")) == fields


def test_the_fields_of_a_table_are_those_that_it_has() -> None:
    fields = {field.encode_name for kind in (Standard, Table) for field in msgspec.structs.fields(kind)}
    assert _listed(_section("Standards")) - {"[standard]", "[[table]]"} == fields - {"tables"}


def test_every_fact_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:learner|guardian|household|school)\.\w+)`", _TEXT))
    assert named - {"household.children_under_18"} <= set(_PLUGINS.facts.names())
