"""Reading `[[grants]]` of a policy: the tiers of what it gives."""

from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from seoul_learn.kit.saying import saying
from seoul_learn.kit.text import nearest
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.tenant_plane.eligibility.faults import Faults, shown
from seoul_learn.tenant_plane.eligibility.grants import (
    Amount,
    Benefit,
    BenefitKind,
    Copay,
    Currency,
    Grant,
    Per,
    ShortName,
    Slot,
    Wallet,
)
from seoul_learn.tenant_plane.eligibility.lasting import LASTING_LIKE, SchoolYear, UntilSchoolYearEnds, read_lasting
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.tenant_plane.eligibility.read_amounts import in_minor_units
from seoul_learn.tenant_plane.eligibility.read_rules import Sentences
from seoul_learn.tenant_plane.eligibility.rule import Name

_FIELDS = ("tier", "label", "when", "slots", "at_most", "starts", "lasts", "wallet", "benefits", "copay")
_KINDS = [kind.value for kind in BenefitKind]


class WrittenCopay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[grants.copay]` as it stands in the file."""

    amount: Amount
    currency: Currency
    per: Per
    of: Amount | None = None
    waive_when: str | None = None


def read_grants(
    rows: Any, sentences: Sentences, *, school_year: SchoolYear | None, faults: Faults
) -> tuple[Grant, ...]:
    """The tiers in their order, without those that cannot be read."""
    if not isinstance(rows, list) or not rows:
        faults.add(("grants",), saying("`[[grants]]` is missing; say what those get who are eligible"))
        return ()
    read = [_Tier(("grants", place), row, sentences, school_year, faults).grant() for place, row in enumerate(rows)]
    tiers: set[str] = set()
    for place, grant in enumerate(read):
        if grant is None or grant.tier is None:
            continue
        if grant.tier in tiers:
            message = saying("two tiers are called `%(tier)s`; give each its own name", tier=grant.tier)
            faults.add(("grants", place, "tier"), message)
        tiers.add(grant.tier)
    return tuple(grant for grant in read if grant is not None)


class _Tier:
    def __init__(
        self, at: TomlPath, row: Any, sentences: Sentences, school_year: SchoolYear | None, faults: Faults
    ) -> None:
        self.at = at
        self.row = faults.table(at, row)
        self.sentences = sentences
        self.school_year = school_year
        self.faults = faults

    def grant(self) -> Grant | None:
        before = len(self.faults.found)
        self.faults.unknown(self.at, self.row, _FIELDS)
        when = self.sentences.read((*self.at, "when"), self.row.get("when", ELIGIBLE))
        slots = self._fitted("slots", [], tuple[Slot, ...]) or ()
        wallet = self._priced("wallet", None, Wallet | None)
        benefits = self._priced("benefits", [], tuple[Benefit, ...]) or ()
        lasts = self._lasts()
        grant = Grant(
            # A rule that could not be read has its own fault; the rest of the tier is judged all the same.
            when=when or Name(ELIGIBLE),
            lasts=lasts,
            slots=slots,
            at_most=self._at_most(len(slots)),
            tier=self._fitted("tier", None, ShortName | None),
            label=self._fitted("label", {}, dict[str, str]) or {},
            starts=self._starts(),
            wallet=wallet,
            benefits=benefits,
            copay=self._copay(),
        )
        self._benefits(benefits)
        if len(self.faults.found) == before and not (slots or wallet or benefits):
            self.faults.add(self.at, saying("this tier gives nothing; write `slots`, `[grants.wallet]` or `benefits`"))
        return grant if len(self.faults.found) == before else None

    def _fitted(self, field: str, otherwise: Any, kind: Any) -> Any:
        return self.faults.fitted((*self.at, field), self.row.get(field, otherwise), kind)

    def _priced(self, field: str, otherwise: Any, kind: Any) -> Any:
        """The same of what has amounts of money, which become minor units."""
        at = (*self.at, field)
        written = self.row.get(field, otherwise)
        if isinstance(written, list):
            written = [in_minor_units((*at, place), one, self.faults) for place, one in enumerate(written)]
        else:
            written = in_minor_units(at, written, self.faults)
        return self.faults.fitted(at, written, kind)

    def _lasts(self) -> Any:
        written = self.row.get("lasts")
        lasts = read_lasting(written)
        at = (*self.at, "lasts")
        if lasts is None:
            said = saying("`lasts` is missing; write %(like)s", like=LASTING_LIKE)
            if "lasts" in self.row:
                message = "`%(written)s` is not a time; write %(like)s"
                said = saying(message, written=f"lasts = {shown(written)}", like=LASTING_LIKE)
            self.faults.add(at, said)
        elif isinstance(lasts, UntilSchoolYearEnds) and self.school_year is None:
            message = '`%(field)s` names the school year; say when it begins: [school_year] turns_on = "03-01"'
            self.faults.add(at, saying(message, field="lasts"))
        return lasts

    def _starts(self) -> date | None:
        written = self.row.get("starts")
        if written is None or (isinstance(written, date) and not isinstance(written, datetime)):
            return written
        message = "`%(written)s` is not a date; write one, like 2026-04-01"
        self.faults.add((*self.at, "starts"), saying(message, written=f"starts = {shown(written)}"))
        return None

    def _at_most(self, slots: int) -> int:
        written = self.row.get("at_most", slots)
        fits = (
            isinstance(written, int) and not isinstance(written, bool) and (1 <= written <= slots or written == slots)
        )
        if not fits:
            message = "`%(written)s` is not a number from 1 to the slots there are"
            self.faults.add((*self.at, "at_most"), saying(message, written=f"at_most = {shown(written)}"))
        return written if fits else slots

    def _benefits(self, benefits: tuple[Benefit, ...]) -> None:
        for place, benefit in enumerate(benefits):
            at = (*self.at, "benefits", place)
            if benefit.kind not in _KINDS and not benefit.label:
                close = nearest(benefit.kind, _KINDS)
                hint = saying("did you mean `%(word)s`?", word=close) if close else _known_kinds()
                message = "`%(written)s` has no words of the platform; %(hint)s Or write its `label`"
                self.faults.add((*at, "kind"), saying(message, written=f"kind = {shown(benefit.kind)}", hint=hint))
            if benefit.amount is None and (benefit.currency or benefit.unit):
                self.faults.add((*at, "amount"), saying("`amount` is missing; say how much or how many"))
            elif benefit.amount is not None and bool(benefit.currency) == bool(benefit.unit):
                message = '`amount` is of money or of something else; write either `currency` or `unit`, like "hour"'
                self.faults.add((*at, "amount"), saying(message))

    def _copay(self) -> Copay | None:
        if "copay" not in self.row:
            return None
        at = (*self.at, "copay")
        written = self._priced("copay", None, WrittenCopay)
        if written is None:
            return None
        if written.of is not None and written.amount > written.of:
            message = "`amount = %(amount)s` is more than the whole, `of = %(of)s`"
            self.faults.add((*at, "amount"), saying(message, amount=written.amount, of=written.of))
        waive_when = None
        if written.waive_when is not None:
            waive_when = self.sentences.read((*at, "waive_when"), written.waive_when)
        return Copay(waive_when=waive_when, **{
            field: value for field, value in msgspec.structs.asdict(written).items() if field != "waive_when"
        })  # fmt: skip


def _known_kinds() -> str:
    return saying("known are %(words)s", words=", ".join(_KINDS))
