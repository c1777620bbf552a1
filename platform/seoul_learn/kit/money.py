"""Money as whole minor units of a currency; percentages rounded as official tables round them."""

import msgspec


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in minor units (won, yen, cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(minor=self.minor + other.minor, currency=self.currency)


def percent_of(amount: int, percent: int) -> int:
    """`percent` per cent of a whole amount, halves up.

    Reproduces the rows of the Korean median-income notices; floor and banker's rounding miss some by one won.
    """
    return (amount * percent + 50) // 100
