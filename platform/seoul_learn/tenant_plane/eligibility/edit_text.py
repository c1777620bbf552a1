"""Changing the text of a policy as if by hand: what is not changed stays as its author wrote it, comments and all.

Each change is made twice, to the meaning and to the text; should the text then not say the same as the meaning, it is
written anew from the meaning. So a form never says one thing and keeps another.
"""

import tomllib
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

Document = MutableMapping[str, Any]
Change = Callable[[Document], None]

_ORDER = ("policy", "school_year", "window", "quota", "criteria", "rule", "grants", "ranking", "renewal")


def changed(text: str, change: Change) -> str:
    """The text after a change of its document. `change` is called twice and may only set, add and remove."""
    before, wanted = tomllib.loads(text), tomllib.loads(text)
    change(wanted)
    if wanted == before and not _is_out_of_order(before, wanted):
        return text
    try:
        document = tomlkit.parse(text)
        change(document)
        written = tomlkit.dumps(document)
        said = tomllib.loads(written)
        if said == wanted and not _is_out_of_order(said, wanted):
            return written
    except (TOMLKitError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError):
        pass  # the library cannot place it; the meaning is what counts
    return written_anew(wanted)


def written_anew(document: Mapping[str, Any]) -> str:
    """A text that says exactly this document."""
    whole = tomlkit.document()
    for key in sorted(document, key=lambda key: _ORDER.index(key) if key in _ORDER else len(_ORDER)):
        value = document[key]
        if key == "criteria":
            outer = tomlkit.table(is_super_table=True)
            for name, criterion in value.items():
                outer.add(name, _table(criterion))
            whole.add(key, outer)
        elif key == "grants" and isinstance(value, list):
            array = tomlkit.aot()
            for row in value:
                array.append(_table(row))
            whole.add(key, array)
        else:
            whole.add(key, _table(value) if isinstance(value, dict) else tomlkit.item(value))
    return tomlkit.dumps(whole)


def as_table(written: Mapping[str, Any]) -> Any:
    """A table whose own tables stand within one line each: how policies are written."""
    return _table(written)


def list_of_tables(document: Document, key: str) -> Any:
    """The list of tables of that name, begun where there is none: `[[grants]]` above each in the text."""
    if key not in document:
        document[key] = tomlkit.aot() if isinstance(document, tomlkit.TOMLDocument) else []
    return document[key]


def one_line(written: Mapping[str, Any]) -> str:
    """A table as it stands between braces: `fact = "household.income", percent = 20`."""
    return ", ".join(f"{key} = {tomlkit.item(_inline(value)).as_string()}" for key, value in written.items())


def _table(written: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    for key, value in written.items():
        table.add(key, _inline(value))
    return table


def _inline(value: Any) -> Any:
    if isinstance(value, dict):
        inline = tomlkit.inline_table()
        for key, one in value.items():
            inline.add(key, _inline(one))
        return inline
    if isinstance(value, list):
        array = tomlkit.array()
        for one in value:
            array.append(_inline(one))
        return array
    return value


def _is_out_of_order(said: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether names come in another order than meant: criteria are the reasons, and of the groups that have places
    somebody belongs to the first that she meets."""
    return any(one != other for one, other in zip(_orders(said), _orders(wanted), strict=True))


def _orders(document: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    quota = document.get("quota")
    groups = quota.get("by") if isinstance(quota, dict) else None
    return [*document.get("criteria", {})], [*groups] if isinstance(groups, dict) else []
