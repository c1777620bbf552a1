"""A small table of a draft as a form: what it shows, what was typed, and what the draft's reader says of it."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from seoul_learn.plugin_api.fit import field_name
from seoul_learn.tenant_plane.eligibility.change_policy import TablePath, with_table
from seoul_learn.tenant_plane.eligibility.errors import LineFault
from seoul_learn.tenant_plane.eligibility.examine_draft import read_text
from seoul_learn.web.console.policies.entries import Entry, Sent, read_table, shown_table
from seoul_learn.web.console.policies.opened import Opened
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.translate import N_

_SAID = N_("This cannot be used: %(why)s")
_OF_TIER = 2

Judge = Callable[[dict[str, Any]], Sequence[Fault]]
Turn = Callable[[Mapping[str, Any]], dict[str, Any]]


class TableForm(msgspec.Struct, frozen=True, kw_only=True):
    """The table at `path` by its `entries`; `judge` says what is wrong with values that are each right alone, and may
    take away those that say nothing beside others. `fold` makes one field of several of the text that hang together,
    `unfold` gives them back."""

    path: TablePath
    entries: tuple[Entry, ...]
    judge: Judge
    fold: Turn = dict
    unfold: Turn = dict

    def written(self, text: str) -> dict[str, Any]:
        """What the text says there; nothing where it is no table."""
        value: Any = tomllib.loads(text)
        for step in self.path:
            if isinstance(value, dict):
                value = value.get(str(step))
            else:
                value = value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
        return self.fold(value) if isinstance(value, dict) else {}

    def shown(self, text: str) -> Form:
        """The form as the text has it."""
        return Form(shown_table(self.entries, self.written(text)))

    def read(self, opened: Opened, sent: Sent) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
        """What is to be written, and every fault at its field."""
        wanted, faults = read_table(self.entries, self.written(opened.stored.text), sent)
        if not faults:
            faults = tuple(self.judge(wanted))
        said = self.unfold(wanted) if not faults else {}
        return said, faults or self._faults(opened, said)

    def change(self, wanted: Mapping[str, Any] | None) -> Callable[[str], str]:
        """The change of a text that says so."""
        return lambda text: with_table(text, self.path, wanted)

    def _faults(self, opened: Opened, wanted: Mapping[str, Any]) -> tuple[Fault, ...]:
        """What the reader of policies would say of this table, at the fields of the form."""
        if None in self.path:
            rows = self.written_rows(opened.stored.text)
            path: TablePath = (*self.path[:-1], rows)
        else:
            path = self.path
        _, faults = read_text(with_table(opened.stored.text, self.path, wanted), opened.among)
        place = field_name(tuple(step for step in path if step is not None))
        ids = {entry.key: next(iter(entry.shown(None)), "") for entry in self.entries}
        found: list[Fault] = []
        for one in faults:
            key = _key(one, place)
            # What a tier says in tables of its own, or does not say at all, is mended elsewhere.
            if key in ids or (key == "" and len(self.path) != _OF_TIER):
                found.append(Fault(ids.get(key, next(iter(ids.values()))), _SAID, {"why": one.message}))
        return tuple(found)

    def written_rows(self, text: str) -> int:
        """How many rows the list has that a new one is added to."""
        value: Any = tomllib.loads(text)
        for step in self.path[:-1]:
            value = value.get(str(step), []) if isinstance(value, dict) else value[step]
        return len(value)


def _key(fault: LineFault, place: str) -> str | None:
    """The field of the table at a place that a fault is about, '' for the table itself; None for one elsewhere."""
    if fault.field == place:
        return ""
    if not fault.field.startswith((f"{place}.", f"{place}[")):
        return None
    return fault.field.removeprefix(place).lstrip(".").partition(".")[0].partition("[")[0]
