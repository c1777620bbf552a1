"""What a configuration refers to: facts, official tables, and codes that facts can have. A misspelt one says so.

A field tells by its annotation: `Meta(extra={"names": "fact"})`, `Meta(extra={"names": "standard"})`, or
`Meta(extra={"choice_of": "learner.categories"})`.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.config import field_marks
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.fit import Misfit, meant
from seoul_learn.plugin_api.standards import Standards


def misfits_of(config: msgspec.Struct, facts: FactCatalogue, standards: Standards) -> tuple[Misfit, ...]:
    """Every word of a configuration that refers to nothing, at its place within the configuration."""
    return tuple(_misfits(config, facts, standards))


def named_codes(config: msgspec.Struct) -> dict[str, tuple[str, ...]]:
    """The codes that a configuration tells apart, by the fact that can have them."""
    named: dict[str, tuple[str, ...]] = {}
    for _, word, mark in _words(config):
        if fact := mark.get("choice_of"):
            named[fact] = (*named.get(fact, ()), word)
    return named


def _misfits(config: msgspec.Struct, facts: FactCatalogue, standards: Standards) -> Iterator[Misfit]:
    for at, word, mark in _words(config):
        if fact := mark.get("choice_of"):
            if word not in facts[fact].choices:
                yield Misfit(at, f"`{word}` is not an answer to {fact}; {meant(word, facts[fact].choices)}")
        elif mark.get("names") == "fact" and word not in facts:
            yield Misfit(at, f"`{word}` is not a fact; {meant(word, facts.names())}")
        elif mark.get("names") == "standard" and word not in standards:
            yield Misfit(at, f"`{word}` is not an official table; {meant(word, standards.ids())}")


def _words(config: msgspec.Struct) -> Iterator[tuple[TomlPath, str, dict[str, Any]]]:
    for field in msgspec.structs.fields(type(config)):
        mark = field_marks(type(config))[field.name]
        value = getattr(config, field.name)
        if isinstance(value, str):
            yield (field.encode_name,), value, mark
        elif isinstance(value, tuple):
            for position, one in enumerate(value):
                if isinstance(one, str):
                    yield (field.encode_name, position), one, mark
