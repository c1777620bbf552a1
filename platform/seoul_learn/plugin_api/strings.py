"""A plugin's texts: one TOML file for each language, tables within giving dotted names (`field.from`)."""

import string
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from seoul_learn.plugin_api.fit import Misfit

Strings = Mapping[str, Mapping[str, str]]
"""By language, then by message."""


def read_strings(folder: Traversable) -> dict[str, dict[str, str]]:
    """Every language of a folder `strings`. Raises Misfit, or tomllib.TOMLDecodeError."""
    if not folder.is_dir():
        return {}
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name.removesuffix(".toml"): strings_in(file.read_text("utf-8")) for file in files}


def strings_in(text: str) -> dict[str, str]:
    """The messages of one file. Raises Misfit, or tomllib.TOMLDecodeError."""
    return _flat(tomllib.loads(text), ())


def placeholders(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError for a text whose braces do not match, or that has more than names."""
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"{{{name}}} is not a plain name in braces")
        found.add(name)
    return frozenset(found)


def _flat(table: Mapping[str, Any], at: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, (*at, key))
        elif isinstance(value, str):
            found[".".join((*at, key))] = value
        else:
            raise Misfit((*at, key), f"`{key}` is not a text; write it in quotes")
    return found
