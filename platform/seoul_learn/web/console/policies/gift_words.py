"""What a tier gives as sentences: slots, how long, a sum to spend, benefits, what the family pays itself."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.eligibility.faults import Faults
from seoul_learn.tenant_plane.eligibility.grants import Benefit, Wallet
from seoul_learn.tenant_plane.eligibility.lasting import Days, Months, read_lasting
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.tenant_plane.eligibility.read_amounts import in_minor_units
from seoul_learn.web.console.policies.config_words import field_of
from seoul_learn.web.console.policies.rule_words import inline_words
from seoul_learn.web.console.policies.span_words import span_words
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.grant_words import Price, benefit_words, pay_words, sum_words
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

T = TypeVar("T")
Categories = Mapping[str, Mapping[str, str]]

_FOR = N_("For: %(who)s.")
_EACH_SLOT = N_("One offering of each: %(slots)s.")
_SO_MANY = N_("At most %(many)s at once, one offering each of: %(slots)s.")
_STARTS = N_("It begins on %(day)s at the earliest.")
_LASTS_FOR = N_("It lasts for %(span)s.")
_LASTS_UNTIL = N_("It lasts %(span)s.")
_SUM = N_("A sum to spend: %(sum)s.")
_BESIDE = N_("Beside it: %(benefit)s.")
_WAIVED = N_("Who pays nothing: %(who)s.")


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """One of the things beside the slots: `what` is wallet, copay or benefits, `address` where it is changed."""

    what: str
    title: str
    words: str
    address: str


def gifts(document: Mapping[str, Any], place: int, reader: Looking, *, base: str) -> tuple[Gift, ...]:
    """What the tier at a place gives beside its slots, each with its form."""
    rows = document.get("grants")
    row = rows[place] if isinstance(rows, list) and place < len(rows) and isinstance(rows[place], dict) else {}
    found = []
    if "wallet" in row:
        found.append(("wallet", wallet_sentence(row["wallet"], reader), f"{base}/wallet"))
    benefits = row.get("benefits")
    for at, one in enumerate(benefits if isinstance(benefits, list) else []):
        found.append(("benefits", benefit_sentence(one, reader), f"{base}/benefits-{at}"))
    if "copay" in row:
        found.append(("copay", " ".join(copay_sentences(row["copay"], document, reader)), f"{base}/copay"))
    return tuple(
        Gift(what=what, title=field_of(what, reader), words=words, address=address) for what, words, address in found
    )


def tier_sentences(
    row: Mapping[str, Any], document: Mapping[str, Any], categories: Categories, reader: Looking
) -> tuple[str, ...]:
    """All that a tier says."""
    return tuple(_tier(row, document, categories, reader))


def _tier(
    row: Mapping[str, Any], document: Mapping[str, Any], categories: Categories, reader: Looking
) -> Iterator[str]:
    say = translator(reader.language).tell
    who = _who(str(row.get("when", ELIGIBLE)), document, reader)
    yield say(_FOR, who=who)
    slots = [str(one.get("category")) for one in row.get("slots") or () if isinstance(one, dict)]
    if slots:
        named = ", ".join(
            pick(categories.get(one, {}), reader.language, reader.default_language) or one for one in slots
        )
        most = row.get("at_most", len(slots))
        yield say(_EACH_SLOT, slots=named) if most == len(slots) else say(_SO_MANY, many=most, slots=named)
    if isinstance(row.get("starts"), date):
        formats = formats_for(reader.language, reader.timezone, reader.currency)
        yield say(_STARTS, day=formats.date(row["starts"]))
    if "lasts" in row:
        counted = isinstance(read_lasting(row["lasts"]), Days | Months)
        yield say(_LASTS_FOR if counted else _LASTS_UNTIL, span=span_words(row["lasts"], reader))
    if "wallet" in row:
        yield say(_SUM, sum=wallet_sentence(row["wallet"], reader))
    benefits = row.get("benefits")
    for one in benefits if isinstance(benefits, list) else []:
        yield say(_BESIDE, benefit=benefit_sentence(one, reader))
    if "copay" in row:
        yield from copay_sentences(row["copay"], document, reader)


def wallet_sentence(written: Any, reader: Looking) -> str:
    """A sum to spend."""
    wallet = _read(written, Wallet)
    return sum_words(wallet, reader) if wallet is not None else _raw(written)


def benefit_sentence(written: Any, reader: Looking) -> str:
    """A benefit."""
    known = {field.encode_name for field in msgspec.structs.fields(Benefit)}
    row = {key: one for key, one in written.items() if key in known} if isinstance(written, dict) else written
    benefit = _read(row, Benefit)
    return benefit_words(benefit, reader) if benefit is not None else _raw(written)


def copay_sentences(written: Any, document: Mapping[str, Any], reader: Looking) -> Iterator[str]:
    """What the family pays, and who does not."""
    waived = written.get("waive_when") if isinstance(written, dict) else None
    row = {key: one for key, one in written.items() if key != "waive_when"} if isinstance(written, dict) else written
    price = _read(row, Price)
    yield pay_words(price, reader) if price is not None else _raw(written)
    if isinstance(waived, str):
        who = _who(waived, document, reader)
        yield translator(reader.language).tell(_WAIVED, who=who)


def _who(written: str, document: Mapping[str, Any], reader: Looking) -> str:
    return inline_words(document, written, language=reader.language, fallback=reader.default_language)


def _read(written: Any, kind: type[T]) -> T | None:
    """What is written as a `kind`, amounts in minor units; None where it has faults, which are told elsewhere."""
    faults = Faults()
    value = in_minor_units((), written, faults)
    try:
        return msgspec.convert(value, kind) if not faults.found else None
    except msgspec.ValidationError:
        return None


def _raw(written: Any) -> str:
    return ", ".join(f"{key}: {one}" for key, one in written.items()) if isinstance(written, dict) else str(written)
