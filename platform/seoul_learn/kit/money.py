"""Money as whole minor units of a currency; shares and parts of it rounded as official tables round them."""

import enum

import msgspec

_WITHOUT_MINOR = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_OF_A_THOUSAND = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


class Rounding(enum.StrEnum):
    """What becomes of a fraction: the nearer whole (a half goes up), always the next, or always dropped."""

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


def percent_of(amount: int, percent: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """`percent` per cent of a whole amount, halves up unless told otherwise.

    Reproduces the rows of the Korean median-income notices; floor and banker's rounding miss some by one won.
    """
    return rounded(amount * percent, 100, rounding)


def minor_units(currency: str) -> int:
    """How many minor units one unit of an ISO 4217 currency has: 100 cents, and one won."""
    if currency in _WITHOUT_MINOR:
        return 1
    return 1000 if currency in _OF_A_THOUSAND else 100
