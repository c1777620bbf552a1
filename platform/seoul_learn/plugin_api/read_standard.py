"""Reading an official table from its TOML text (`tenants/_standards/*.toml`). All faults are found at once."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from seoul_learn.kit.money import Rounding
from seoul_learn.kit.toml_lines import TomlPath, line_of
from seoul_learn.plugin_api.check_standard import PlacedTable, wrong_head, wrong_tables
from seoul_learn.plugin_api.fit import Misfit, fit, meant
from seoul_learn.plugin_api.standards import Beyond, Standard, Table, WrittenIn

_PARTS = ("standard", "table")
_WORDS = {"percent_rounding": Rounding, "period_rounding": Rounding, "beyond": Beyond, "written_in": WrittenIn}
_BROKEN_AT = re.compile(r" \(at line (\d+), column \d+\)$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


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
        raise StandardFaulty((_broken(text, str(error)),)) from None
    misfits: list[Misfit] = []
    standard = _read(document, misfits)
    if misfits or standard is None:
        faults = {StandardFault(line_of(text, one.at), one.field, one.message) for one in misfits}
        raise StandardFaulty(tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.field))))
    return standard


def _broken(text: str, said: str) -> StandardFault:
    """What the parser says, at its line; a day that does not exist is the fault that people make."""
    found = _BROKEN_AT.search(said)
    if found is None:
        return StandardFault(None, "", f"this is not TOML: {said}")
    line = int(found[1])
    key = _KEY.match(text.split("\n")[line - 1])
    field = key[1] if key else ""
    if field in ("from", "to"):
        return StandardFault(line, field, f"`{field}` is not a day that exists; write it like {field} = 2026-01-31")
    return StandardFault(line, field, f"this is not TOML: {_BROKEN_AT.sub('', said)}")


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
    tables = list(_tables(rows, misfits))
    standard = _head(head, misfits)
    misfits.extend(wrong_tables(tables, standard))
    if standard is None:
        return None
    in_order = sorted((table for _, table in tables), key=lambda table: table.from_)
    return msgspec.structs.replace(standard, tables=tuple(in_order))


def _head(head: dict[str, Any], misfits: list[Misfit]) -> Standard | None:
    if "tables" in head:
        misfits.append(Misfit(("standard", "tables"), "`tables` is not a field; write one `[[table]]` for each period"))
        return None
    wrong = [
        Misfit(("standard", field), f"`{field} = {head[field]}` is not known; {meant(str(head[field]), kind)}")
        for field, kind in _WORDS.items()
        if field in head and head[field] not in list(kind)
    ]
    misfits.extend(wrong)
    try:
        standard = fit({key: value for key, value in head.items() if key not in _WORDS or not wrong}, Standard,
                       at=("standard",))  # fmt: skip
    except Misfit as misfit:
        misfits.append(misfit)
        return None
    misfits.extend(wrong_head(standard))
    return standard


def _tables(rows: Iterable[Any], misfits: list[Misfit]) -> Iterator[PlacedTable]:
    for position, row in enumerate(rows):
        at: TomlPath = ("table", position)
        try:
            yield at, fit(_by_position(row, at), Table, at=at)
        except Misfit as misfit:
            misfits.append(misfit)


def _by_position(row: Any, at: TomlPath) -> Any:
    """The row with amounts that are written by size (`1 = 20345`) as lists. Raises Misfit for a size left out."""
    if not isinstance(row, dict):
        return row
    row = dict(row)
    if isinstance(row.get("values"), dict):
        row["values"] = _list_of(row["values"], (*at, "values"))
    columns = row.get("columns")
    if isinstance(columns, dict):
        row["columns"] = {
            name: _list_of(values, (*at, "columns", name)) if isinstance(values, dict) else values
            for name, values in columns.items()
        }
    return row


def _list_of(by_size: dict[str, Any], at: TomlPath) -> list[Any]:
    for key in by_size:
        if not key.isdecimal() or key != str(int(key)) or key == "0":
            raise Misfit((*at, key), f"`{key}` is not a size; write the sizes as 1, 2, 3 ...")
    largest = max((int(key) for key in by_size), default=0)
    # A typo like `44 = ...` leaves out the sizes before it: the first is what to look at.
    for size in range(1, largest + 1):
        if str(size) not in by_size:
            raise Misfit(at, f"size {size} is missing between 1 and {largest}; write {size} = its amount")
    return [by_size[str(size)] for size in range(1, largest + 1)]
