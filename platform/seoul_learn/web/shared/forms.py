"""A form as it was typed, with what is wrong with it: what a page shows again after a refusal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one field. `message_id` is an English sentence with %(name)s placeholders for `values`."""

    field: str
    message_id: str
    values: Mapping[str, object] = {}


class Sentence(Protocol):
    """A refusal of a use case, which carries its sentence and the values in it."""

    @property
    def message_id(self) -> str: ...
    @property
    def values(self) -> Mapping[str, object]: ...


class Form(msgspec.Struct, frozen=True):
    """What was typed, by field, and the faults in the order of the page. An empty one is a form not yet filled in."""

    values: Mapping[str, str | Sequence[str]] = {}
    faults: tuple[Fault, ...] = ()

    def text(self, name: str) -> str:
        """What stands in a field; '' where nothing does."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else next(iter(value), "")

    def chosen(self, name: str) -> tuple[str, ...]:
        """Which choices of a field are ticked."""
        value = self.values.get(name, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def fault(self, name: str) -> Fault | None:
        """The first fault of a field."""
        return next((fault for fault in self.faults if fault.field == name), None)

    def with_faults(self, faults: Iterable[Fault]) -> "Form":
        """The same form with these faults as well."""
        return Form(self.values, (*self.faults, *faults))

    def refused(self, field: str, refusal: Sentence) -> "Form":
        """The same form with the refusal of a use case at a field."""
        return self.with_faults([Fault(field, refusal.message_id, refusal.values)])


class Choice(msgspec.Struct, frozen=True):
    """One of several answers. Texts are in the reader's language already."""

    value: str
    text: str
    hint: str = ""


def joined_date(values: Mapping[str, str], name: str) -> str:
    """The three fields of a date as `YYYY-MM-DD`, or '' when all are empty. Whether that day exists is not checked."""
    year, month, day = (values.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day"))
    if not (year or month or day):
        return ""
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def split_date(value: str, name: str) -> dict[str, str]:
    """A date of the form `YYYY-MM-DD` as the three fields that ask for it."""
    parts = value.split("-") if value else []
    year, month, day = parts if len(parts) == 3 else ("", "", "")
    return {f"{name}-year": year, f"{name}-month": month.lstrip("0"), f"{name}-day": day.lstrip("0")}
