"""Cases: invented persons, and what a policy is to say of each. They are kept as the text that their author wrote."""

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
import tomlkit
from msgspec import Struct, to_builtins

from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import line_of
from seoul_learn.plugin_api.fit import Misfit, field_name, fit
from seoul_learn.tenant_plane.eligibility.errors import LineFault
from seoul_learn.tenant_plane.eligibility.not_toml import not_toml


class Expected(StrEnum):
    """What a case expects: one of the four outcomes, or that no version decided on its day."""

    eligible = "eligible"
    ineligible = "ineligible"
    needs_facts = "needs_facts"
    needs_review = "needs_review"
    no_policy = "no_policy"


class Vouched(StrEnum):
    """How far the facts of a case are vouched for."""

    declared = "declared"
    documented = "documented"
    attested = "attested"


class ExpectedGrant(Struct, frozen=True, kw_only=True):
    """What is to be granted, as far as it is written; amounts as policies write them, `copay` after a waiver."""

    slots: tuple[str, ...] | None = None
    at_most: int | None = None
    lasts: str | None = None
    benefits: tuple[str, ...] | None = None
    wallet: int | str | None = None
    copay: int | str | None = None


class Case(Struct, frozen=True, kw_only=True):
    """Somebody invented, and what a policy is to say of them: `version`, else the one that decides on `as_of`."""

    name: str
    as_of: date
    facts: dict[str, Any]
    expect: Expected
    expect_tier: str | None = None
    expect_grant: ExpectedGrant | None = None
    assurance: Vouched = Vouched.attested
    version: date | None = None


class Cases(Struct, frozen=True):
    """What could be read of a text, and what is wrong with the rest."""

    cases: tuple[Case, ...]
    faults: tuple[LineFault, ...] = ()


def read_cases(text: str) -> Cases:
    """Every case of a text that can be read, and a fault for each that cannot. Names are told apart."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        return Cases((), (not_toml(broken),))
    rows = document.get("case", [])
    faults = [
        LineFault(line=line_of(text, (key,)), field=key, message=_not_known(key)) for key in document if key != "case"
    ]
    if not isinstance(rows, list):
        message = saying("write `[[case]]` above each case")
        fault = LineFault(line=line_of(text, ("case",)), field="case", message=message)
        return Cases((), (*faults, fault))
    read: dict[str, Case] = {}
    for place, row in enumerate(rows):
        at = ("case", place)
        try:
            case = fit(row, Case, at=at)
        except Misfit as misfit:
            line = line_of(text, misfit.at)
            faults.append(LineFault(line=line, field=field_name(misfit.at), message=misfit.message))
            continue
        if case.name in read:
            message = saying("two cases are called “%(name)s”; give each its own name", name=case.name)
            faults.append(
                LineFault(line=line_of(text, (*at, "name")), field=field_name((*at, "name")), message=message)
            )
        read.setdefault(case.name, case)
    return Cases(tuple(read.values()), tuple(faults))


def with_case(text: str, case: Case, *, instead_of: str | None = None) -> str:
    """The text with one case more, or with one replaced; all others as their author wrote them."""
    document = tomlkit.parse(text)
    rows = document.get("case")
    if rows is None:
        rows = document["case"] = tomlkit.aot()
    place = next((place for place, row in enumerate(rows) if row.get("name") == instead_of), None)
    if instead_of is None or place is None:
        rows.append(_row(case))
    else:
        kept = [tomlkit.item(row) for row in rows]
        kept[place] = _row(case)
        document["case"] = _rows(kept)
    return tomlkit.dumps(document)


def without_case(text: str, name: str) -> str:
    """The text without the case of that name."""
    document = tomlkit.parse(text)
    kept = [row for row in document.get("case", ()) if row.get("name") != name]
    if kept:
        document["case"] = _rows(kept)
    else:
        document.pop("case", None)
    return tomlkit.dumps(document)


def _rows(rows: list[Any]) -> Any:
    array = tomlkit.aot()
    for row in rows:
        array.append(row)
    return array


def _row(case: Case) -> Any:
    written: Mapping[str, Any] = to_builtins(case, builtin_types=(date,))
    table = tomlkit.table()
    for field in ("name", "as_of", "version", "assurance", "facts", "expect", "expect_tier", "expect_grant"):
        value = written[field]
        if isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update({key: one for key, one in value.items() if one is not None})
            table.add(field, inline)
        elif value is not None and not (field == "assurance" and value == Vouched.attested):
            table.add(field, value)
    return table


def _not_known(key: str) -> str:
    return saying("`%(field)s` is not known here; %(mend)s", field=key, mend=saying("write `[[case]]` above each case"))


def parted(text: str, versions: frozenset[date]) -> tuple[str, str]:
    """The text without the cases that name one of these versions, and the text of those; both as written.

    A comment right above a case belongs to it.
    """
    rows = tomllib.loads(text).get("case", []) if versions else []
    if not any(row.get("version") in versions for row in rows):
        return text, ""
    lines = text.splitlines(keepends=True)
    starts = []
    for place in (place for place, line in enumerate(lines) if line.strip().startswith("[[case]]")):
        first = place
        while first and lines[first - 1].lstrip().startswith("#"):
            first -= 1
        starts.append(first)
    blocks = ["".join(lines[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True)]
    named = [row.get("version") in versions for row in rows]
    rest = "".join(lines[: starts[0]]) + "".join(
        block for block, there in zip(blocks, named, strict=True) if not there
    )
    taken = "".join(block for block, there in zip(blocks, named, strict=True) if there)
    return _ended(rest), _ended(taken)


def _ended(text: str) -> str:
    return f"{text.rstrip()}\n" if text.strip() else ""


def repinned(text: str, before: date, after: date) -> str:
    """The text with the cases that name one version naming another: the day of a draft has moved."""
    document = tomlkit.parse(text)
    for row in document.get("case", ()):
        if row.get("version") == before:
            row["version"] = after
    return tomlkit.dumps(document)


def with_copies(text: str, cases: tuple[Case, ...], *, version: date) -> str:
    """The text with these cases once more, naming another version; one that is copied already is left out."""
    known = {case.name for case in read_cases(text).cases}
    for case in cases:
        name = f"{case.name} ({version})"
        if name not in known:
            text = with_case(text, msgspec.structs.replace(case, name=name, version=version))
    return text
