"""The facts that come with the platform can be asked in Korean and in English, and hold what the policies name."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import FactType

_FACTS = shared_facts()
_TENANTS = Path(__file__).resolve().parents[3] / "tenants"


@pytest.mark.parametrize("name", _FACTS.names())
def test_a_fact_is_worded_in_both_languages(name: str) -> None:
    definition = _FACTS[name]
    for texts in (definition.question, definition.help, definition.documents, *definition.choices.values()):
        assert texts.get("ko"), name
        assert texts.get("en"), name


@pytest.mark.parametrize("name", [name for name in _FACTS.names() if _FACTS[name].type is not FactType.PLACE])
def test_a_fact_is_worded_in_japanese_too(name: str) -> None:
    definition = _FACTS[name]
    for texts in (definition.question, definition.help, *definition.choices.values()):
        assert texts.get("ja"), name


def _written() -> Iterator[tuple[str, Any]]:
    for file in _TENANTS.glob("*/policies/*/cases.toml"):
        for case in tomllib.loads(file.read_text("utf-8"))["case"]:
            yield from case["facts"].items()


def test_every_fact_of_every_case_exists_with_the_values_that_it_is_given() -> None:
    for name, value in _written():
        assert name in _FACTS
        known = _FACTS[name].choices
        if known:
            assert set(value if isinstance(value, list) else [value]) <= set(known), name
