"""Money as whole minor units of a currency; shares and parts of it rounded as official tables round them."""

import enum
import re

import msgspec

_WITHOUT_MINOR = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_OF_A_THOUSAND = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_WHOLE = re.compile(r"-?\d+", re.ASCII)


class Rounding(enum.StrEnum):
    """What becomes of a fraction: the nearer whole (a half goes up), always the next, or always dropped.

    Of percentages, HALF_UP reproduces the rows of the Korean median-income notices; others miss some by one won.
    """

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in minor units (won, yen, cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(minor=self.minor + other.minor, currency=self.currency)


def rounded(numerator: int, denominator: int, rounding: Rounding) -> int:
    """A fraction above a positive denominator as a whole number; exact, however large the numbers are."""
    if rounding is Rounding.UP:
        return -(-numerator // denominator)
    if rounding is Rounding.DOWN:
        return numerator // denominator
    return (2 * numerator + denominator) // (2 * denominator)


def read_amount(text: str, currency: str) -> int | None:
    """Minor units of an amount as people write it (`1,696.50`, `1.696,50`), or None for what cannot be read safely.

    A lone separator before three digits is a comma of thousands; a point there is refused, as it may be either.
    """
    digits = _digits_of(currency)
    plain = text.replace(" ", "").replace("\u00a0", "")
    if not digits:
        plain = plain.replace(",", "")
        return int(plain) if _WHOLE.fullmatch(plain) else None
    found = re.fullmatch(rf"(-?)(\d+|\d{{1,3}}(?:,\d{{3}})+)(?:\.(\d{{1,{digits}}}))?", plain, re.ASCII)
    found = found or re.fullmatch(r"(-?)(\d+|\d{1,3}(?:\.\d{3})+),(\d{1,2})", plain, re.ASCII)
    if found is None:
        return None
    sign, whole, part = found.groups(default="")
    return int(f"{sign}{re.sub(r'[,.]', '', whole)}{part.ljust(digits, '0')}")


def written_amount(minor: int, currency: str) -> str:
    """The amount in digits, as `read_amount` takes it: `1696.50`, or `1696` where nothing is left over."""
    digits = _digits_of(currency)
    whole, part = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}{f'.{part:0{digits}}' if part else ''}"


def minor_units(currency: str) -> int:
    """How many minor units one unit of an ISO 4217 currency has: 100 cents, and one won."""
    if currency in _WITHOUT_MINOR:
        return 1
    return 1000 if currency in _OF_A_THOUSAND else 100


def _digits_of(currency: str) -> int:
    return len(str(minor_units(currency))) - 1
