"""Reading an official table from its TOML text (`tenants/_standards/*.toml`). All faults are found at once."""

import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

from seoul_learn.kit.toml_lines import TomlPath, line_of
from seoul_learn.plugin_api.fit import Misfit, fit, meant
from seoul_learn.plugin_api.standards import Standard, Table

_PARTS = ("standard", "table")
_ROUNDINGS = ("half_up",)


class StandardFault(msgspec.Struct, frozen=True, order=True):
    """One fault; `line` counts from 1 and is None for what is wrong with the whole text."""

    line: int | None
    field: str
    message: str


class StandardFaulty(Exception):
    """The text is no official table. `line`, `field` and `message` are those of the first of `faults`."""

    def __init__(self, faults: tuple[StandardFault, ...]) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.message}" for fault in faults))
        self.faults = faults
        self.line = faults[0].line
        self.field = faults[0].field
        self.message = faults[0].message


def read_standard(text: str) -> Standard:
    """The standard that a TOML text says. Raises StandardFaulty."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StandardFaulty((StandardFault(None, "", f"this is not TOML: {error}"),)) from None
    misfits: list[Misfit] = []
    standard = _read(document, misfits)
    if misfits or standard is None:
        faults = {StandardFault(line_of(text, one.at), one.field, one.message) for one in misfits}
        raise StandardFaulty(tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.field))))
    return standard


def _read(document: dict[str, Any], misfits: list[Misfit]) -> Standard | None:
    unknown = (key for key in document if key not in _PARTS)
    misfits.extend(Misfit((key,), f"`{key}` is not known here; {meant(key, _PARTS)}") for key in unknown)
    head, rows = document.get("standard"), document.get("table")
    if not isinstance(head, dict):
        misfits.append(Misfit(("standard",), "`[standard]` is missing; write there id, unit and what rows are by"))
        return None
    if not isinstance(rows, list) or not rows:
        misfits.append(Misfit(("table",), "`[[table]]` is missing; write one for each period"))
        return None
    tables: list[tuple[TomlPath, Table]] = []
    for position, row in enumerate(rows):
        try:
            tables.append((("table", position), fit(row, Table, at=("table", position))))
        except Misfit as misfit:
            misfits.append(misfit)
    misfits.extend(_wrong_tables(tables))
    if "tables" in head:
        misfits.append(Misfit(("standard", "tables"), "`tables` is not a field; write one `[[table]]` for each period"))
        return None
    try:
        standard = fit(head, Standard, at=("standard",))
    except Misfit as misfit:
        misfits.append(misfit)
        return None
    if standard.percent_rounding not in _ROUNDINGS:
        message = f'`percent_rounding = "{standard.percent_rounding}"` is not known; write "half_up"'
        misfits.append(Misfit(("standard", "percent_rounding"), message))
    in_order = sorted((table for _, table in tables), key=lambda table: table.from_)
    return msgspec.structs.replace(standard, tables=tuple(in_order))


def _wrong_tables(tables: list[tuple[TomlPath, Table]]) -> Iterator[Misfit]:
    earlier: list[Table] = []
    for at, table in tables:
        if table.to < table.from_:
            yield Misfit((*at, "to"), f"`to = {table.to}` is before `from = {table.from_}`")
        if not table.source.strip():
            yield Misfit((*at, "source"), "`source` is empty; cite the notice that the values stand in")
        if not table.values:
            yield Misfit((*at, "values"), "`values` is empty; write one amount for each size, from 1 on")
        for position, amount in enumerate(table.values):
            if amount <= 0:
                yield Misfit((*at, "values", position), f"`{amount}` is not an amount above 0")
        for other in earlier:
            if table.from_ <= other.to and other.from_ <= table.to:
                message = f"this period overlaps that of {other.from_} to {other.to}; every day has one table at most"
                yield Misfit((*at, "from"), message)
        earlier.append(table)
