"""What was granted, in the reader's words: which kind, what there is to choose, what comes beside it, what it costs."""

from datetime import date

import msgspec

from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.applications.values import Entitled
from seoul_learn.tenant_plane.eligibility.grants import Benefit, BenefitKind, Per, Wallet
from seoul_learn.tenant_plane.eligibility.record import RecordedCopay, RecordedGrant
from seoul_learn.web.shared.formats import Formats, formats_for
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

KINDS = {
    BenefitKind.BOOKS: N_("Books"),
    BenefitKind.DEVICE: N_("A device to learn with"),
    BenefitKind.INTERNET: N_("Internet access"),
    BenefitKind.MENTORING: N_("Mentoring"),
    BenefitKind.CONSULTING: N_("Advice on school and career"),
    BenefitKind.CAMP: N_("A learning camp"),
    BenefitKind.MEALS: N_("Meals"),
}
# A sum that may be spent, what is given so often, and what the family pays: each is a sentence of its own, because
# languages put the span of time in different places.
_UP_TO = {
    Per.ONCE: N_("up to %(amount)s"),
    Per.MEAL: N_("up to %(amount)s a meal"),
    Per.SESSION: N_("up to %(amount)s a session"),
    Per.DAY: N_("up to %(amount)s a day"),
    Per.WEEK: N_("up to %(amount)s a week"),
    Per.MONTH: N_("up to %(amount)s a month"),
    Per.YEAR: N_("up to %(amount)s a year"),
    Per.SCHOOL_YEAR: N_("up to %(amount)s a school year"),
}
_SO_OFTEN = {
    Per.ONCE: N_("%(count)s in all"),
    Per.MEAL: N_("%(count)s a meal"),
    Per.SESSION: N_("%(count)s a session"),
    Per.DAY: N_("%(count)s a day"),
    Per.WEEK: N_("%(count)s a week"),
    Per.MONTH: N_("%(count)s a month"),
    Per.YEAR: N_("%(count)s a year"),
    Per.SCHOOL_YEAR: N_("%(count)s a school year"),
}
_YOU_PAY = {
    Per.ONCE: N_("You pay %(amount)s yourself, once."),
    Per.MEAL: N_("You pay %(amount)s a meal yourself."),
    Per.SESSION: N_("You pay %(amount)s a session yourself."),
    Per.DAY: N_("You pay %(amount)s a day yourself."),
    Per.WEEK: N_("You pay %(amount)s a week yourself."),
    Per.MONTH: N_("You pay %(amount)s a month yourself."),
    Per.YEAR: N_("You pay %(amount)s a year yourself."),
    Per.SCHOOL_YEAR: N_("You pay %(amount)s a school year yourself."),
}


class GrantView(msgspec.Struct, frozen=True, kw_only=True):
    """`label` says which kind of grant; `sum` and `gives` are sentences; without `slots` there is nothing to choose."""

    label: dict[str, str]
    slots: bool
    at_most: int
    sum: str
    gives: tuple[str, ...]
    pays: str
    starts_on: date | None
    ends_on: date | None
    running: bool


def grant_view(grant: RecordedGrant, entitled: Entitled | None, reader: Looking) -> GrantView:
    """A grant as it was written down, with the days of the entitlement that it gave."""
    return GrantView(
        label=grant.label,
        slots=bool(grant.categories),
        at_most=grant.at_most,
        sum=sum_words(grant.wallet, reader) if grant.wallet else "",
        gives=tuple(benefit_words(benefit, reader) for benefit in grant.benefits),
        pays=_pays(grant.copay, reader) if grant.copay else "",
        starts_on=date.fromisoformat(entitled.starts_on) if entitled else None,
        ends_on=date.fromisoformat(entitled.ends_on) if entitled else None,
        running=entitled is not None and entitled.active,
    )


def sum_words(wallet: Wallet, reader: Looking) -> str:
    """A sum to spend."""
    say = translator(reader.language).gettext
    return say(_UP_TO[wallet.per]) % {"amount": _formats(reader).money(wallet.amount, wallet.currency)}


def benefit_words(benefit: Benefit, reader: Looking) -> str:
    """What comes beside the slots, and how much of it."""
    say, formats = translator(reader.language).gettext, _formats(reader)
    named = pick(benefit.label, reader.language, reader.default_language)
    kind = KINDS.get(BenefitKind(benefit.kind)) if benefit.kind in list(BenefitKind) else None
    name = named or (say(kind) if kind else benefit.kind)
    if benefit.amount is None:
        return name
    if benefit.currency:
        much = say(_UP_TO[benefit.per]) % {"amount": formats.money(benefit.amount, benefit.currency)}
    else:
        much = say(_SO_OFTEN[benefit.per]) % {"count": _counted(benefit, reader, formats)}
    return f"{name}: {much}"


def _counted(benefit: Benefit, reader: Looking, formats: Formats) -> str:
    count, words = benefit.amount or 0, translator(reader.language)
    shown = {"count": formats.number(count)}
    match benefit.unit:
        case "meal":
            return words.ngettext("%(count)s meal", "%(count)s meals", count) % shown
        case "session":
            return words.ngettext("%(count)s session", "%(count)s sessions", count) % shown
        case "hour":
            return words.ngettext("%(count)s hour", "%(count)s hours", count) % shown
        case "day":
            return words.ngettext("%(count)s day", "%(count)s days", count) % shown
        case "device":
            return words.ngettext("%(count)s device", "%(count)s devices", count) % shown
    # The city's own word for it.
    return f"{shown['count']} {benefit.unit}"


def _pays(copay: RecordedCopay, reader: Looking) -> str:
    if copay.waived or copay.amount == 0:
        say = translator(reader.language).gettext
        return say("You pay nothing yourself: what families pay otherwise is waived for you.")
    return pay_words(Price(amount=copay.amount, currency=copay.currency, per=copay.per, of=copay.of), reader)


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What a family pays itself where nothing is waived, in minor units; `of` is the whole price."""

    amount: int
    currency: str
    per: Per
    of: int | None = None


def pay_words(price: Price, reader: Looking) -> str:
    """What the family pays itself."""
    say, formats = translator(reader.language).gettext, _formats(reader)
    told = say(_YOU_PAY[price.per]) % {"amount": formats.money(price.amount, price.currency)}
    if price.of is None:
        return told
    return f"{told} {say('The whole price is %(price)s.') % {'price': formats.money(price.of, price.currency)}}"


def _formats(reader: Looking) -> Formats:
    return formats_for(reader.language, reader.timezone, reader.currency)
