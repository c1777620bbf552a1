"""What is wrong with an official table that can be read: dates, columns, groups, sizes, amounts, at their places."""

from collections.abc import Iterator
from datetime import date

from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.fit import Misfit, meant
from seoul_learn.plugin_api.periods import Period, unit_of
from seoul_learn.plugin_api.standards import Beyond, Standard, Table

PlacedTable = tuple[TomlPath, Table]
_HEAD: TomlPath = ("standard",)


def wrong_head(standard: Standard) -> Iterator[Misfit]:
    """Faults of `[standard]` alone."""
    if unit_of(standard.unit) is None:
        periods = ", ".join(Period)
        message = f"`{standard.unit}` is no unit; write a currency and one of {periods}, like KRW/month or USD/year"
        yield Misfit((*_HEAD, "unit"), message)
    for field in ("groups", "columns"):
        names = getattr(standard, field)
        for position, name in enumerate(names):
            if not name or name in names[:position]:
                yield Misfit((*_HEAD, field, position), f"`{name}` is empty or written twice")
    if standard.sizes is not None and standard.sizes < 1:
        yield Misfit((*_HEAD, "sizes"), "`sizes` is how many sizes every table has, from 1 on")


def wrong_tables(tables: list[PlacedTable], standard: Standard | None) -> Iterator[Misfit]:
    """Faults of the tables; those that hang on `[standard]` only when it could be read."""
    for at, table in tables:
        yield from _wrong_frame(at, table)
    yield from _overlaps(tables)
    if standard is None:
        return
    sizes = standard.sizes or max((len(values) for _, table in tables for _, values in _rows((), table)), default=0)
    for at, table in tables:
        yield from _wrong_columns(at, table, standard)
        yield from _wrong_step(at, table, standard)
        for place, values in _rows(at, table):
            yield from _wrong_values(place, values, table, sizes=sizes, rising=standard.rising)
    yield from _wrong_groups(tables, standard)


def _rows(at: TomlPath, table: Table) -> Iterator[tuple[TomlPath, tuple[int, ...]]]:
    if table.values:
        yield (*at, "values"), table.values
    for name, values in table.columns.items():
        yield (*at, "columns", name), values


def _wrong_frame(at: TomlPath, table: Table) -> Iterator[Misfit]:
    if table.to < table.from_:
        yield Misfit((*at, "to"), f"`to = {table.to}` is before `from = {table.from_}`")
    if not table.source.strip():
        yield Misfit((*at, "source"), "`source` is empty; cite the notice that the values stand in")
    if not table.values and not table.columns:
        yield Misfit((*at, "values"), "`values` is empty; write one amount for each size, from 1 on")
    for place, values in _rows(at, table):
        for position, amount in enumerate(values):
            if amount <= 0:
                yield Misfit((*place, position), f"`{amount}` is not an amount above 0")


def _overlaps(tables: list[PlacedTable]) -> Iterator[Misfit]:
    for place, (at, table) in enumerate(tables):
        for _, other in tables[:place]:
            alike = table.group == other.group or None in (table.group, other.group)
            if alike and table.from_ <= other.to and other.from_ <= table.to:
                message = f"this period overlaps that of {other.from_} to {other.to}"
                yield Misfit((*at, "from"), f"{message}; every day has one table at most{_for(table.group)}")


def _wrong_columns(at: TomlPath, table: Table, standard: Standard) -> Iterator[Misfit]:
    if not standard.columns:
        if table.columns:
            names = ", ".join(f'"{name}"' for name in table.columns)
            yield Misfit((*at, "columns"), f"`[standard]` names no columns; write there columns = [{names}]")
        return
    if table.values:
        yield Misfit((*at, "values"), "this series has columns; write them below `[table.columns]`, not `values`")
    for name in table.columns:
        if name not in standard.columns:
            yield Misfit((*at, "columns", name), f"`{name}` is not a column; {meant(name, standard.columns)}")
    for name in standard.columns:
        if not table.columns.get(name):
            message = f"the column `{name}` is missing; write {name} = [...] below [table.columns]"
            yield Misfit((*at, "columns"), message)


def _wrong_step(at: TomlPath, table: Table, standard: Standard) -> Iterator[Misfit]:
    each = table.each_more
    if each is None:
        if standard.beyond is Beyond.EACH_MORE and table.complete:
            yield Misfit((*at, "each_more"), "`each_more` is missing; write what each further size adds")
        return
    if not table.complete:
        message = "`each_more` adds to the last size, which `complete = false` says is not known"
        yield Misfit((*at, "each_more"), message)
    for name, step in each.items() if isinstance(each, dict) else (("", each),):
        place: TomlPath = (*at, "each_more", name) if name else (*at, "each_more")
        if step < 0:
            yield Misfit(place, f"`{step}` would make larger households poorer; write an amount from 0 on")
        if name and name not in standard.columns:
            yield Misfit(place, f"`{name}` is not a column; {meant(name, standard.columns)}")
    left_out = [name for name in standard.columns if name not in each] if isinstance(each, dict) else []
    for name in left_out:
        yield Misfit((*at, "each_more"), f"`each_more` says nothing of the column `{name}`")


def _wrong_values(
    at: TomlPath, values: tuple[int, ...], table: Table, *, sizes: int, rising: bool
) -> Iterator[Misfit]:
    if table.complete and len(values) < sizes:
        message = f"{len(values)} amounts where this series has {sizes} sizes: one is missing"
        yield Misfit(at, f"{message}; write it, or `complete = false` while the last ones are not published")
    if len(values) > sizes:
        yield Misfit(at, f"{len(values)} amounts where `sizes = {sizes}`; one is too many")
    for position in range(1, len(values) if rising else 0):
        if values[position] <= values[position - 1]:
            message = f"size {position + 1} ({values[position]}) is not above size {position} ({values[position - 1]})"
            yield Misfit((*at, position), f"{message}; mend the digits, or write `rising = false` in [standard]")


def _wrong_groups(tables: list[PlacedTable], standard: Standard) -> Iterator[Misfit]:
    periods: dict[tuple[date, date], tuple[TomlPath, set[str | None]]] = {}
    for at, table in tables:
        if table.group is not None and table.group not in standard.groups:
            known = meant(table.group, standard.groups) if standard.groups else "`[standard]` names no `groups`"
            yield Misfit((*at, "group"), f"`{table.group}` is not a group; {known}")
        elif table.group is None and standard.groups:
            yield Misfit((*at, "group"), f"`group` is missing; {meant('', standard.groups)}")
        periods.setdefault((table.from_, table.to), (at, set()))[1].add(table.group)
    for (begin, end), (at, there) in periods.items():
        for group in standard.groups:
            if group not in there and None not in there:
                message = f"there is no table for `{group}` from {begin} to {end}"
                yield Misfit((*at, "group"), f"{message}; write one, or mend the dates of this one")


def _for(group: str | None) -> str:
    return f" for `{group}`" if group else ""
