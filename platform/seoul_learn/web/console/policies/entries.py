"""The fields of small tables: each shows what the text says and reads back what was typed.

Whoever saves a form without touching a field leaves its line as its author wrote it: what comes back as it was shown is
not read at all. So two ways of writing one thing ("2 weeks", "14 days") both survive the form.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol

import msgspec

from seoul_learn.kit.money import minor_units, read_amount, written_amount
from seoul_learn.web.console.policies.spans import read_span, shown_span
from seoul_learn.web.shared.forms import Fault, joined_date, split_date
from seoul_learn.web.shared.translate import N_

Shown = dict[str, str | tuple[str, ...]]
Sent = Mapping[str, Sequence[str]]

_NOT_A_NUMBER = N_("Write a whole number from %(least)s on, in digits.")
_NOT_A_DATE = N_("Write a day that exists, such as 2 March 2026.")
_NOT_A_TIME = N_("Write the time as hours and minutes, such as 09:00 or 17:30.")
_NO_TIME_ALONE = N_("Write the day as well, or leave the time empty.")
_NOT_A_SPAN = N_("Write how many as a whole number from 1 to 999, or choose “not set”.")
_NOT_AN_AMOUNT = N_("Write an amount of money in digits, such as %(like)s.")
_NOT_A_CHOICE = N_("Choose one of these.")
_NEEDED = N_("Fill this in.")


class Mistyped(Exception):
    """What was typed is no value of the field."""

    def __init__(self, field: str, message_id: str, **values: object) -> None:
        super().__init__(message_id)
        self.fault = Fault(field, message_id, values)


class Entry(Protocol):
    """One field of a table: `key` in the text, and the fields of the form that ask for it."""

    @property
    def key(self) -> str: ...
    def shown(self, written: Any) -> Shown:
        """Every field of the form for what is written; None stands for nothing."""
        ...

    def read(self, sent: Sent) -> Any:
        """What to write; None for nothing. Raises Mistyped."""
        ...


class Text(msgspec.Struct, frozen=True):
    """Words."""

    key: str
    needed: bool = False

    def shown(self, written: Any) -> Shown:
        return {self.key: "" if written is None else str(written)}

    def read(self, sent: Sent) -> Any:
        text = _first(sent, self.key)
        if self.needed and not text:
            raise Mistyped(self.key, _NEEDED)
        return text or None


class Words(msgspec.Struct, frozen=True):
    """Words in every language of the city, and in any other that is written already."""

    key: str
    languages: tuple[str, ...]

    def shown(self, written: Any) -> Shown:
        texts = written if isinstance(written, dict) else {}
        return {f"{self.key}-{one}": str(texts.get(one, "")) for one in (*self.languages, *texts)}

    def read(self, sent: Sent) -> Any:
        prefix = f"{self.key}-"
        texts = {name.removeprefix(prefix): _first(sent, name) for name in sent if name.startswith(prefix)}
        return {language: text for language, text in texts.items() if text} or None


class Count(msgspec.Struct, frozen=True):
    """A whole number."""

    key: str
    needed: bool = False
    least: int = 1

    def shown(self, written: Any) -> Shown:
        return {self.key: "" if written is None else str(written)}

    def read(self, sent: Sent) -> Any:
        text = _first(sent, self.key)
        if not text and not self.needed:
            return None
        return counted(text, self.key, least=self.least)


class OneOf(msgspec.Struct, frozen=True):
    """One of some words; `usual` holds where nothing is written."""

    key: str
    words: tuple[str, ...]
    usual: str = ""

    def shown(self, written: Any) -> Shown:
        return {self.key: self.usual if written is None else str(written)}

    def read(self, sent: Sent) -> Any:
        word = _first(sent, self.key)
        if not word and self.usual:
            return None
        if word not in self.words:
            raise Mistyped(self.key, _NOT_A_CHOICE)
        return word


class Day(msgspec.Struct, frozen=True):
    """A day."""

    key: str

    def shown(self, written: Any) -> Shown:
        return {**split_date("" if written is None else str(written), self.key)}

    def read(self, sent: Sent) -> Any:
        return read_day(sent, self.key)


class Moment(msgspec.Struct, frozen=True):
    """A local time of the city, to the minute."""

    key: str
    needed: bool = False

    def shown(self, written: Any) -> Shown:
        moment = written if isinstance(written, datetime) else None
        return {
            **split_date(moment.date().isoformat() if moment else "", self.key),
            f"{self.key}-time": moment.strftime("%H:%M") if moment else "",
        }

    def read(self, sent: Sent) -> Any:
        day, clock = read_day(sent, self.key), _first(sent, f"{self.key}-time")
        if day is None and not clock:
            if self.needed:
                raise Mistyped(self.key, _NEEDED)
            return None
        if day is None:
            raise Mistyped(self.key, _NO_TIME_ALONE)
        hours, _, minutes = clock.partition(":")
        try:
            return datetime.combine(day, time(int(hours), int(minutes)))
        except ValueError:
            raise Mistyped(f"{self.key}-time", _NOT_A_TIME) from None


class Span(msgspec.Struct, frozen=True):
    """How long, `before` an end or not; `ends` where it may also last until a day or the end of the school year."""

    key: str
    ends: bool = False
    before: bool = False
    needed: bool = False

    def shown(self, written: Any) -> Shown:
        return {**shown_span(written, self.key, ends=self.ends, before=self.before)}

    def read(self, sent: Sent) -> Any:
        plain = {name: _first(sent, name) for name in sent}
        unit = plain.get(f"{self.key}-unit", "")
        if not unit:
            if self.needed:
                raise Mistyped(f"{self.key}-unit", _NEEDED)
            return None
        if unit == "until":
            day = read_day(sent, f"{self.key}-day")
            if day is None:
                raise Mistyped(f"{self.key}-day", _NOT_A_DATE)
        span = read_span(plain, self.key, before=self.before)
        if span is None:
            raise Mistyped(f"{self.key}-count", _NOT_A_SPAN)
        return span


class MonthDay(msgspec.Struct, frozen=True):
    """A month and a day of every year."""

    key: str
    needed: bool = True

    def shown(self, written: Any) -> Shown:
        month, _, day = str(written or "").partition("-")
        return {f"{self.key}-month": month.lstrip("0"), f"{self.key}-day": day.lstrip("0")}

    def read(self, sent: Sent) -> Any:
        month, day = (_first(sent, f"{self.key}-{part}") for part in ("month", "day"))
        try:
            date(2025, int(month), int(day))  # not a leap year: 29 February does not come every year
        except ValueError:
            raise Mistyped(self.key, _NOT_A_DATE_OF_EVERY_YEAR) from None
        return f"{int(month):02}-{int(day):02}"


_NOT_A_DATE_OF_EVERY_YEAR = N_("Write a month and a day that every year has, such as 3 and 1.")


class Amount(msgspec.Struct, frozen=True):
    """A sum of the city's currency: a bare number where it has no cents, else in quotes."""

    key: str
    currency: str
    needed: bool = False

    def shown(self, written: Any) -> Shown:
        return {self.key: "" if written is None else str(written)}

    def read(self, sent: Sent) -> Any:
        text = _first(sent, self.key)
        if not text and not self.needed:
            return None
        amount = read_amount(text, self.currency)
        whole = minor_units(self.currency) == 1
        if amount is None or amount < 0 or len(text) > 18:
            raise Mistyped(self.key, _NOT_AN_AMOUNT, like="105000" if whole else "12.50")
        return amount if whole else written_amount(amount, self.currency)


def counted(text: str, field: str, *, least: int = 1) -> int:
    """A whole number as people type it. Raises Mistyped."""
    digits = text.replace(",", "").replace(" ", "")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9 or int(digits) < least:
        raise Mistyped(field, _NOT_A_NUMBER, least=least)
    return int(digits)


def read_day(sent: Sent, key: str) -> date | None:
    """The day of three fields; None where all are empty. Raises Mistyped."""
    text = joined_date({name: _first(sent, name) for name in sent}, key)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Mistyped(key, _NOT_A_DATE) from None


def shown_table(entries: Sequence[Entry], table: Mapping[str, Any]) -> Shown:
    """What a form shows of a table."""
    return {name: value for entry in entries for name, value in entry.shown(table.get(entry.key)).items()}


def read_table(
    entries: Sequence[Entry], table: Mapping[str, Any], sent: Sent
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """What each field is to say, None for nothing, and what was mistyped."""
    wanted: dict[str, Any] = {}
    faults: list[Fault] = []
    for entry in entries:
        there = table.get(entry.key)
        unordered = bool(getattr(entry, "unordered", False))
        if there is not None and _untouched(entry.shown(there), sent, unordered=unordered):
            wanted[entry.key] = there
            continue
        if there is None and _untouched(entry.shown(None), sent) and not getattr(entry, "needed", False):
            wanted[entry.key] = None
            continue
        try:
            wanted[entry.key] = entry.read(sent)
        except Mistyped as mistyped:
            faults.append(mistyped.fault)
    return wanted, tuple(faults)


def _untouched(shown: Shown, sent: Sent, *, unordered: bool = False) -> bool:
    def same(name: str, value: str | tuple[str, ...]) -> bool:
        if isinstance(value, str):
            return _first(sent, name) == value.strip()
        typed = tuple(sent.get(name, ()))
        return set(typed) == set(value) if unordered else typed == value

    return all(same(name, value) for name, value in shown.items())


def _first(sent: Sent, name: str) -> str:
    return next(iter(sent.get(name, ())), "").strip()
