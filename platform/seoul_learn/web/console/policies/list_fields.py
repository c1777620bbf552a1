"""Lists of names in their order as fields of a form: who comes first, and how many places are for whom.

Without JavaScript a list is changed by buttons: each sends the whole form, which comes back with the list as it is
then, and nothing is saved before *Save*.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from seoul_learn.web.console.policies.entries import Mistyped, Sent, Shown, counted
from seoul_learn.web.shared.translate import N_

_TWICE = N_("This stands in the list already. Choose another, or move it.")
_NEEDED = N_("Write how many places, or remove the group.")


class Names(msgspec.Struct, frozen=True):
    """Names of criteria or rules, the first first."""

    key: str

    def shown(self, written: Any) -> Shown:
        names = written if isinstance(written, list) else []
        return {self.key: tuple(str(one) for one in names), f"{self.key}-add": ""}

    def read(self, sent: Sent) -> Any:
        names = [one for one in sent.get(self.key, ()) if one]
        if more := _first(sent, f"{self.key}-add"):
            if more in names:
                raise Mistyped(f"{self.key}-add", _TWICE)
            names.append(more)
        return names or None

    def rearranged(self, sent: Sent, action: str) -> dict[str, list[str]]:
        """The form after one of its buttons."""
        rows = [(one, "") for one in sent.get(self.key, ())]
        more = _first(sent, f"{self.key}-add")
        rows = _moved(rows, action, (more, "") if more else None)
        return {**_as_lists(sent), self.key: [name for name, _ in rows], f"{self.key}-add": []}


class Groups(msgspec.Struct, frozen=True):
    """Places by names of criteria or rules: somebody belongs to the first that she meets."""

    key: str

    def shown(self, written: Any) -> Shown:
        groups = written if isinstance(written, dict) else {}
        places = {f"{self.key}-places-{at}": str(many) for at, many in enumerate(groups.values())}
        return {self.key: tuple(groups), **places, f"{self.key}-add": "", f"{self.key}-add-places": ""}

    def read(self, sent: Sent) -> Any:
        groups: dict[str, int] = {}
        for at, name in enumerate(sent.get(self.key, ())):
            groups[name] = self._places(sent, f"{self.key}-places-{at}")
        if more := _first(sent, f"{self.key}-add"):
            if more in groups:
                raise Mistyped(f"{self.key}-add", _TWICE)
            groups[more] = self._places(sent, f"{self.key}-add-places")
        return groups or None

    def rearranged(self, sent: Sent, action: str) -> dict[str, list[str]]:
        """The form after one of its buttons."""
        rows = [(one, _first(sent, f"{self.key}-places-{at}")) for at, one in enumerate(sent.get(self.key, ()))]
        more, places = _first(sent, f"{self.key}-add"), _first(sent, f"{self.key}-add-places")
        rows = _moved(rows, action, (more, places) if more else None)
        added = {f"{self.key}-add": [], f"{self.key}-add-places": [] if more else [places]}
        return {
            **_as_lists(sent), **added, self.key: [name for name, _ in rows],
            **{f"{self.key}-places-{at}": [places] for at, (_, places) in enumerate(rows)},
        }  # fmt: skip

    def _places(self, sent: Sent, field: str) -> int:
        text = _first(sent, field)
        if not text:
            raise Mistyped(field, _NEEDED)
        return counted(text, field)


_STEPS = ("up", "down", "remove")


def rearranges(action: str) -> bool:
    """Whether a button changes the list and saves nothing."""
    step, _, place = action.partition(":")
    return action == "add" or (step in _STEPS and place != "")


def _moved(rows: Sequence[tuple[str, str]], action: str, more: tuple[str, str] | None) -> list[tuple[str, str]]:
    rows = list(rows)
    step, _, place = action.partition(":")
    at = int(place) if place.isdecimal() else -1
    if step == "add":
        return [*rows, more] if more and more[0] not in [name for name, _ in rows] else rows
    if not 0 <= at < len(rows):
        return rows
    row = rows.pop(at)
    match step:
        case "up":
            rows.insert(max(at - 1, 0), row)
        case "down":
            rows.insert(at + 1, row)
    return rows


def _as_lists(sent: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in sent.items()}


def _first(sent: Sent, name: str) -> str:
    return next(iter(sent.get(name, ())), "").strip()
