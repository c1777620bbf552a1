"""The forms of a tier and of what it gives: slots, how long, a sum to spend, benefits, what the family pays."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from seoul_learn.tenant_plane.eligibility.change_policy import TablePath
from seoul_learn.tenant_plane.eligibility.grants import BenefitKind, Per
from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.web.console.policies.entries import (
    Amount,
    Count,
    Day,
    Entry,
    Mistyped,
    OneOf,
    Sent,
    Shown,
    Span,
    Text,
    Words,
    counted,
)
from seoul_learn.web.console.policies.rule_words import rules_in
from seoul_learn.web.console.policies.table_form import TableForm
from seoul_learn.web.shared.forms import Fault
from seoul_learn.web.shared.translate import N_

OTHER = "other"
MONEY = "money"
UNITS = ("hour", "session", "meal", "day", "device")
"""What a benefit is counted in that the platform has words for."""

_PERS = tuple(one.value for one in Per)
_KINDS = tuple(one.value for one in BenefitKind)
_SHORT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BAD_SHORT = N_("Write a short name of a-z, 0-9 and _, beginning with a letter.")
_BAD_WHEN = N_("The sentence cannot be read: %(why)s")
_TOO_MANY = N_("Write a whole number from 1 to the number of slots.")
_OTHER_CURRENCY = N_(
    "This sum is written in %(there)s, and the city counts in %(here)s. Take it away and write it anew."
)
_MORE_THAN_ALL = N_("The family would pay more than the whole price. Change one of the two.")
_NO_MEASURE = N_("Say of what: an amount of money, or hours, sessions, ...")
_NO_UNIT = N_("Write what is counted, such as “hour”.")
_NO_LABEL = N_("Write what the benefit is called: the platform has no words for it.")


class Fixed(msgspec.Struct, frozen=True):
    """A field that nobody is asked for."""

    key: str
    value: str
    needed: bool = True

    def shown(self, written: Any) -> Shown:
        return {}

    def read(self, sent: Sent) -> Any:
        return self.value


class Slots(msgspec.Struct, frozen=True):
    """Categories of which somebody picks one offering each."""

    key: str
    unordered: bool = True

    def shown(self, written: Any) -> Shown:
        rows = written if isinstance(written, list) else []
        return {self.key: tuple(str(row.get("category")) for row in rows if isinstance(row, dict))}

    def read(self, sent: Sent) -> Any:
        return [{"category": one} for one in sent.get(self.key, ()) if one] or None


class Kind(msgspec.Struct, frozen=True):
    """A kind of benefit: one that the platform has words for, or another by its short name."""

    key: str
    needed: bool = True

    def shown(self, written: Any) -> Shown:
        if written is None or written in _KINDS:
            return {self.key: str(written or ""), f"{self.key}-other": ""}
        return {self.key: OTHER, f"{self.key}-other": str(written)}

    def read(self, sent: Sent) -> Any:
        kind, other = (next(iter(sent.get(name, ())), "").strip() for name in (self.key, f"{self.key}-other"))
        if kind in _KINDS:
            return kind
        if kind != OTHER or not _SHORT.fullmatch(other):
            raise Mistyped(f"{self.key}-other" if kind == OTHER else self.key, _BAD_SHORT)
        return other


class Much(msgspec.Struct, frozen=True):
    """How much of money, or how many of something: three fields of the text that hang together."""

    key: str
    currency: str

    def shown(self, written: Any) -> Shown:
        much = written if isinstance(written, dict) else {}
        unit = much.get("unit")
        measure = MONEY if much.get("currency") else "" if unit is None else unit if unit in UNITS else OTHER
        amount = much.get("amount")
        return {
            "amount": "" if amount is None else str(amount),
            "measure": measure,
            "unit-other": str(unit) if measure == OTHER else "",
        }

    def read(self, sent: Sent) -> Any:
        amount, measure, other = (
            next(iter(sent.get(name, ())), "").strip() for name in ("amount", "measure", "unit-other")
        )
        if not amount and not measure:
            return None
        if measure == MONEY:
            return {"amount": Amount("amount", self.currency, needed=True).read(sent), "currency": self.currency}
        if measure not in (*UNITS, OTHER):
            raise Mistyped("measure", _NO_MEASURE)
        if measure == OTHER and not other:
            raise Mistyped("unit-other", _NO_UNIT)
        return {"amount": counted(amount, "amount"), "unit": other if measure == OTHER else measure}


def tier_form(text: str, place: int | None, languages: Sequence[str]) -> TableForm:
    """A tier as far as it is no table of its own."""
    document = tomllib.loads(text)
    known = {*document.get("criteria", {}), *rules_in(document), ELIGIBLE}

    def judge(wanted: dict[str, Any]) -> Sequence[Fault]:
        faults = []
        if wanted["tier"] and not _SHORT.fullmatch(str(wanted["tier"])):
            faults.append(Fault("tier", _BAD_SHORT))
        try:
            parse(str(wanted["when"] or ELIGIBLE), known)
        except RuleFault as fault:
            faults.append(Fault("when", _BAD_WHEN, {"why": fault.message}))
        slots, most = wanted["slots"] or (), wanted["at_most"]
        if not slots:
            wanted["at_most"] = None
        elif isinstance(most, int) and most > len(slots):
            faults.append(Fault("at_most", _TOO_MANY))
        return faults

    return TableForm(
        path=("grants", place),
        entries=(
            Text("tier"), Words("label", tuple(languages)), Text("when"), Slots("slots"), Count("at_most"),
            Day("starts"), Span("lasts", ends=True, needed=True),
        ),
        judge=judge,
    )  # fmt: skip


def wallet_form(place: int, currency: str) -> TableForm:
    """A sum to spend."""
    return TableForm(
        path=("grants", place, "wallet"),
        entries=(Amount("amount", currency, needed=True), Fixed("currency", currency), OneOf("per", _PERS)),
        judge=lambda wanted: _currency(wanted, currency),
    )


def copay_form(place: int, currency: str) -> TableForm:
    """What the family pays itself."""

    def judge(wanted: dict[str, Any]) -> Sequence[Fault]:
        part, whole = (_whole(wanted[field]) for field in ("amount", "of"))
        if part is not None and whole is not None and part > whole:
            return [Fault("amount", _MORE_THAN_ALL)]
        return _currency(wanted, currency)

    return TableForm(
        path=("grants", place, "copay"),
        entries=(
            Amount("amount", currency, needed=True), Fixed("currency", currency), OneOf("per", _PERS),
            Amount("of", currency), Text("waive_when"),
        ),
        judge=judge,
    )  # fmt: skip


def benefit_form(place: int, at: int | None, currency: str, languages: Sequence[str]) -> TableForm:
    """One benefit beside the slots."""
    entries: tuple[Entry, ...] = (
        Kind("kind"), Words("label", tuple(languages)), Much("much", currency), OneOf("per", _PERS, usual="once"),
    )  # fmt: skip

    def judge(wanted: dict[str, Any]) -> Sequence[Fault]:
        if wanted["kind"] not in _KINDS and not wanted["label"]:
            return [Fault(f"label-{languages[0]}", _NO_LABEL)]
        much = wanted["much"] or {}
        return _currency({"currency": much.get("currency")}, currency)

    path: TablePath = ("grants", place, "benefits", at)
    return TableForm(path=path, entries=entries, judge=judge, fold=_folded, unfold=_unfolded)


_MUCH = ("amount", "currency", "unit")


def _folded(table: Mapping[str, Any]) -> dict[str, Any]:
    much = {field: table[field] for field in _MUCH if field in table}
    return {**table, "much": much} if much else dict(table)


def _unfolded(wanted: Mapping[str, Any]) -> dict[str, Any]:
    much = wanted.get("much") or {}
    rest = {field: value for field, value in wanted.items() if field != "much"}
    return {**rest, **{field: much.get(field) for field in _MUCH}}


def _currency(wanted: Mapping[str, Any], currency: str) -> Sequence[Fault]:
    there = wanted.get("currency")
    if there in (None, currency):
        return ()
    return [Fault("amount", _OTHER_CURRENCY, {"there": there, "here": currency})]


def _whole(value: Any) -> float | None:
    try:
        return None if value is None else float(str(value).replace(",", ""))
    except ValueError:
        return None
