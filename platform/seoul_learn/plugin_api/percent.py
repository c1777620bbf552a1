"""A share in percent as laws write it, `60` or `133.5`: a decimal number, never a binary fraction, and exact in use."""

from decimal import Decimal
from typing import Annotated

import msgspec

from seoul_learn.kit.saying import saying

Percent = Annotated[
    Decimal, msgspec.Meta(description="a percentage up to 1000, such as 60 or 133.5", extra={"percent": True})
]
"""A field of a configuration: written `60`, `133.5` or `"133.5"`."""
Share = int | Decimal
_MOST = 1000
_PLACES = 3


def share_of(percent: Share | None) -> Share:
    """A percentage as it is counted and shown: a whole number where it is one, and all of it where none is written."""
    if percent is None or isinstance(percent, int):
        return 100 if percent is None else percent
    return int(percent) if percent == percent.to_integral_value() else percent.normalize()


def refuse_no_percent(percent: Share | None, field: str) -> None:
    """Raises ValueError for what is no percentage of a law: zero, above 1000, or finer than a thousandth."""
    if percent is None:
        return
    percent = Decimal(percent)
    if not percent.is_finite() or not 0 < percent <= _MOST:
        message = "`%(field)s` is a percentage above 0, up to %(most)s, such as 60 or 133.5"
        raise ValueError(saying(message, field=field, most=_MOST))
    if percent != percent.quantize(Decimal(1).scaleb(-_PLACES)):
        raise ValueError(saying("`%(field)s` has at most %(places)s decimal places", field=field, places=_PLACES))


def shown_share(share: Share) -> int | str:
    """The share as a record keeps it: a number, or the digits of a fraction."""
    return share if isinstance(share, int) else format(share, "f")
