"""Dates, times, numbers and money as the reader's language writes them."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from seoul_learn.kit.money import Money, minor_units

# How people write these amounts at home; the symbols are for tables of several currencies.
_AMOUNT_WORDS = {("ko", "KRW"): "원", ("ko", "JPY"): "엔", ("ja", "JPY"): "円", ("ja", "KRW"): "ウォン"}


# The pattern of a language is worked out anew for each value, and pages show the same few days, counts and prices.
_remembered = lru_cache(maxsize=4096, typed=True)


class Formats:
    """Writes values for one language, time zone and currency. `formats_for` makes one for each, and keeps it."""

    def __init__(self, language: str, *, timezone: str, currency: str) -> None:
        self._locale = locale_of(language)
        self._zone = ZoneInfo(timezone)
        self._currency = currency

    @_remembered
    def date(self, value: dt.date | dt.datetime, style: str = "long") -> str:
        """A calendar day; of a moment, the day in the tenant's time zone."""
        day = value.astimezone(self._zone).date() if isinstance(value, dt.datetime) else value
        return format_date(day, style, locale=self._locale)

    @_remembered
    def date_time(self, value: dt.datetime, style: str = "long") -> str:
        """A moment, to the minute."""
        moment = value.astimezone(self._zone)
        pattern: str = self._locale.datetime_formats["medium"]
        return pattern.format(self.time(moment), self.date(moment, style))

    @_remembered
    def time(self, value: dt.datetime) -> str:
        """The hour and minute of a moment."""
        # Babel's short form says AM in Korean, where every reader expects 오전.
        style = "aaaa h:mm" if self._locale.language == "ko" else "short"
        return format_time(value.astimezone(self._zone), style, locale=self._locale)

    @_remembered
    def month(self, value: dt.date) -> str:
        """A month of a year."""
        return format_skeleton("yMMMM", dt.datetime.combine(value, dt.time()), locale=self._locale)

    @_remembered
    def number(self, value: float | Decimal) -> str:
        """A number with the separators of its language."""
        return format_decimal(value, locale=self._locale)

    @_remembered
    def percent(self, share: float | Decimal) -> str:
        """A share of one as a percentage: 0.7 is 70%."""
        return format_percent(share, locale=self._locale)

    @_remembered
    def money(self, amount: Money | int, currency: str | None = None) -> str:
        """An amount; a bare number is minor units of the tenant's currency."""
        if isinstance(amount, Money):
            minor, code = amount.minor, amount.currency
        else:
            minor, code = amount, currency or self._currency
        value = Decimal(minor) / minor_units(code)
        if word := _AMOUNT_WORDS.get((self._locale.language, code)):
            return f"{format_decimal(value, locale=self._locale)}{word}"
        return format_currency(value, code, locale=self._locale)

    def unit_of_money(self) -> str:
        """What stands behind an amount that is typed: 원, $."""
        word = _AMOUNT_WORDS.get((self._locale.language, self._currency))
        return word or str(get_currency_symbol(self._currency, locale=self._locale))


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Babel's locale of a language code."""
    return Locale.parse(language.replace("-", "_"))


@lru_cache(maxsize=256)
def formats_for(language: str, timezone: str, currency: str) -> Formats:
    """The formats of a language for a tenant, made once."""
    return Formats(language, timezone=timezone, currency=currency)
