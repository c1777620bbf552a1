"""What the editor does to the text of a policy: each of these is one change that an officer makes by a form."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from seoul_learn.tenant_plane.eligibility.edit_text import Document, as_table, changed, list_of_tables, written_anew
from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse
from seoul_learn.tenant_plane.eligibility.rule import Expression, Name, sentence, with_parts
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus

TablePath = tuple[str | int | None, ...]


def from_scratch(*, programme: str, effective_from: date) -> str:
    """The text of a draft that says nothing yet."""
    head = {"programme": programme, "effective_from": effective_from, "status": PolicyStatus.DRAFT.value}
    return written_anew({"policy": head})


def as_draft(text: str, *, effective_from: date) -> str:
    """The text of a version as that of a draft for another day."""
    return with_head(text, {"effective_from": effective_from, "status": PolicyStatus.DRAFT.value})


def with_head(text: str, fields: Mapping[str, Any]) -> str:
    """The text with these fields of `[policy]`; None takes one away."""

    def change(document: Document) -> None:
        head = document.setdefault("policy", {})
        for field, value in fields.items():
            _put(head, field, value)

    return changed(text, change)


def with_criterion(text: str, name: str, written: Mapping[str, Any], *, instead_of: str | None = None) -> str:
    """The text with a criterion more, or with one changed; a new name of it is followed everywhere."""

    def change(document: Document) -> None:
        _super_table(document, "criteria")[name] = as_table(written)

    if instead_of is not None and instead_of != name:
        text = _renamed(text, instead_of, name)
    if instead_of is None:
        return changed(text, change)

    def replace(document: Document) -> None:
        there = document["criteria"][name]
        for field in [field for field in there if field not in written]:
            del there[field]
        for field, value in written.items():
            if field not in there or _plain(there[field]) != value:
                there[field] = as_table({field: value})[field]

    return changed(text, replace)


def without_criterion(text: str, name: str) -> str:
    """The text without a criterion. Where it is still named, the draft has a fault that says so."""

    def change(document: Document) -> None:
        del document["criteria"][name]
        if not document["criteria"]:
            del document["criteria"]

    return changed(text, change)


def with_rule(text: str, name: str, expression: Expression | None) -> str:
    """The text with what a rule says; None takes the rule away."""

    def change(document: Document) -> None:
        rules = document.setdefault("rule", {})
        _put(rules, name, sentence(expression) if expression is not None else None)
        if not rules:
            del document["rule"]

    return changed(text, change)


def with_grant(text: str, place: int | None, written: Mapping[str, Any]) -> str:
    """The text with a tier more, or with the one at `place` changed in the fields that are written."""

    def change(document: Document) -> None:
        if place is None:
            rows = list_of_tables(document, "grants")
            rows.append(as_table({key: one for key, one in written.items() if one is not None}))
            return
        row = document["grants"][place]
        for field, value in written.items():
            if _plain(row.get(field)) != value:
                _put(row, field, value)

    return changed(text, change)


def without_grant(text: str, place: int) -> str:
    """The text without the tier at a place."""

    def change(document: Document) -> None:
        del document["grants"][place]
        if not document["grants"]:
            del document["grants"]

    return changed(text, change)


def with_moved_grant(text: str, place: int, by: int) -> str:
    """The text with a tier one place earlier (-1) or later (1): the first that holds is granted."""
    document = tomllib.loads(text)
    rows = document.get("grants", [])
    if not 0 <= place < len(rows) or not 0 <= place + by < len(rows):
        return text
    rows[place], rows[place + by] = rows[place + by], rows[place]
    return changed(text, lambda whole: whole.update(grants=rows))


def with_table(text: str, path: TablePath, written: Mapping[str, Any] | None) -> str:
    """The text with the table at `path` saying this, changed only in the fields that differ; None as a value takes a
    field away, and None for all of it the table. A last step of None adds to the list before it."""
    *above, last = path

    def change(document: Document) -> None:
        parent: Any = document
        for step in above:
            # Only lists are begun: the tiers, and the benefits of one.
            parent = list_of_tables(parent, step) if isinstance(step, str) else parent[step]
        fields = {key: one for key, one in (written or {}).items() if one is not None}
        if last is None:
            if fields:
                parent.append(as_table(fields) if above == ["grants"] else as_table({"row": fields})["row"])
        elif not fields:
            _take_away(document, above, last)
        elif not _there(parent, last):
            parent[last] = as_table(fields)
        else:
            for field, value in (written or {}).items():
                if not _same(_plain(parent[last].get(field)), value):
                    _put(parent[last], field, value)

    return changed(text, change)


def _take_away(document: Document, above: Sequence[str | int | None], last: str | int) -> None:
    parent: Any = document
    for step in above:
        parent = parent[step]
    if _there(parent, last):
        del parent[last]
    if not parent and above:
        _take_away(document, above[:-1], above[-1])  # type: ignore[arg-type]  # only a last step is None


def _there(parent: Any, step: str | int) -> bool:
    return step < len(parent) if isinstance(step, int) else step in parent


def _same(one: Any, other: Any) -> bool:
    """Equal, and names in the same order."""
    in_order = not isinstance(one, dict) or not isinstance(other, dict) or [*one] == [*other]
    return bool(one == other) and in_order and isinstance(one, bool) == isinstance(other, bool)


def part_of(text: str, key: str) -> str:
    """One table of a policy as TOML, or '' where it is not written."""
    document = tomllib.loads(text)
    return written_anew({key: document[key]}) if key in document else ""


def with_part(text: str, key: str, part: str) -> str:
    """The text with one table as another text writes it; an empty one takes it away. Raises TOMLDecodeError."""
    value = tomllib.loads(part).get(key)

    def change(document: Document) -> None:
        if value is None:
            document.pop(key, None)
        else:
            document[key] = value

    return changed(text, change)


def _renamed(text: str, old: str, new: str) -> str:
    """The text with another name of a criterion or rule, in its place and wherever it is named."""
    document = tomllib.loads(text)
    for table in ("criteria", "rule"):
        if old in document.get(table, {}):
            document[table] = {new if key == old else key: one for key, one in document[table].items()}
    for name, said in document.get("rule", {}).items():
        document["rule"][name] = _said(said, old, new)
    for row in document.get("grants", []):
        if "when" in row:
            row["when"] = _said(row["when"], old, new)
        if "waive_when" in row.get("copay", {}):
            row["copay"]["waive_when"] = _said(row["copay"]["waive_when"], old, new)
    by = document.get("quota", {}).get("by")
    if by and old in by:
        document["quota"]["by"] = {new if key == old else key: one for key, one in by.items()}
    if "by" in document.get("ranking", {}):
        document["ranking"]["by"] = [new if one == old else one for one in document["ranking"]["by"]]
    return written_anew(document)


def _said(said: Any, old: str, new: str) -> Any:
    if not isinstance(said, str):
        return said
    try:
        expression = parse(said)
    except RuleFault:
        return said
    return sentence(_replaced(expression, lambda name: new if name == old else name))


def _replaced(expression: Expression, name_of: Callable[[str], str]) -> Expression:
    if isinstance(expression, Name):
        return Name(name_of(expression.name))
    return with_parts(expression, lambda part: _replaced(part, name_of))


def _super_table(document: Document, key: str) -> Any:
    if key not in document:
        document[key] = {}
    return document[key]


def _put(table: Any, field: str, value: Any) -> None:
    if value is None:
        table.pop(field, None)
    else:
        table[field] = as_table({field: value})[field] if isinstance(value, dict | list) else value


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value
