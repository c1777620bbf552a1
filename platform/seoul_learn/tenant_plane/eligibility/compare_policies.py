"""What differs between two texts of a policy, place by place: what an amendment would say. Pure."""

import enum
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Section(enum.StrEnum):
    """The part of a policy that a difference is in."""

    HEAD = "policy"
    CRITERIA = "criteria"
    RULE = "rule"
    GRANTS = "grants"
    TERMS = "terms"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """`before` or `after` is None for what one side does not have. `field` is '' for the whole of `name`."""

    section: Section
    name: str
    field: str
    before: Any
    after: Any


_ITS_OWN = ("status", "effective_from", "programme")


def compare_policies(before: str, after: str) -> tuple[Difference, ...]:
    """The differences from one text to the other, but for what every version has of its own: day and status."""
    return tuple(_differences(tomllib.loads(before), tomllib.loads(after)))


def _differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _named(Section.CRITERIA, _tables(one, "criteria"), _tables(other, "criteria"))
    yield from _fields(Section.RULE, "", _table(one, "rule"), _table(other, "rule"))
    yield from _named(Section.GRANTS, _tiers(one), _tiers(other))
    head, headed = ({key: value for key, value in _table(side, "policy").items() if key not in _ITS_OWN}
                    for side in (one, other))  # fmt: skip
    yield from _fields(Section.HEAD, "", head, headed)
    known = {"policy", "criteria", "rule", "grants"}
    for name in dict.fromkeys(key for key in (*one, *other) if key not in known):
        left, right = one.get(name), other.get(name)
        if isinstance(left, dict) and isinstance(right, dict):
            yield from _fields(Section.TERMS, name, left, right)
        elif left != right:
            yield Difference(section=Section.TERMS, name=name, field="", before=left, after=right)


def _named(section: Section, one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys((*one, *other)):
        left, right = one.get(name), other.get(name)
        if isinstance(left, dict) and isinstance(right, dict):
            yield from _fields(section, name, left, right)
        elif left != right:
            yield Difference(section=section, name=name, field="", before=left, after=right)


def _fields(section: Section, name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    for field in dict.fromkeys((*one, *other)):
        if one.get(field) != other.get(field):
            yield Difference(
                section=section, name=name, field=field, before=one.get(field), after=other.get(field)
            )  # fmt: skip


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _tables(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return _table(document, key)


def _tiers(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Grants by the name of their tier, else by their place: a tier that moves is the same tier."""
    rows = document.get("grants")
    named = enumerate(rows if isinstance(rows, list) else [], 1)
    return {str(row.get("tier") or place) if isinstance(row, dict) else str(place): row for place, row in named}
