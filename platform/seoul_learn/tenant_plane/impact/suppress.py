"""Keep small counts from telling of somebody: those below FEWEST are not shown, nor what would let them be computed.

Counts that are shown together add up to a total that is shown too. Whoever subtracts must be left with at least two
possible values for each count that is not shown, knowing that `few` means 0 to 4 and `withheld` 5 or more.
"""

import enum
from collections.abc import Sequence

FEWEST = 5
"""The smallest count that is shown."""


class Hidden(enum.StrEnum):
    """Why a count is not shown: it is small, or it would give a small one away."""

    FEW = "few"
    WITHHELD = "withheld"


Cell = int | Hidden


def suppress(counts: Sequence[int]) -> tuple[Cell, ...]:
    """The counts as they may be shown beside their sum."""
    if sum(counts) < FEWEST:
        return (Hidden.FEW,) * len(counts)
    few = {place for place, count in enumerate(counts) if count < FEWEST}
    smallest_first = sorted((place for place in range(len(counts)) if place not in few), key=lambda one: counts[one])
    withheld: set[int] = set()
    while not _is_safe(len(few), len(withheld), sum(counts[place] for place in few | withheld)):
        if not smallest_first:
            # Even all of them together would tell: then it is not told either which of them are small.
            return (Hidden.WITHHELD,) * len(counts)
        withheld.add(smallest_first.pop(0))
    return tuple(
        Hidden.FEW if place in few else Hidden.WITHHELD if place in withheld else count
        for place, count in enumerate(counts)
    )


def suppress_within(counts: Sequence[int], total: Cell) -> tuple[Cell, ...]:
    """The counts as they may be shown beside their sum as it is shown itself."""
    if total is Hidden.WITHHELD:
        return (Hidden.WITHHELD,) * len(counts)
    return suppress(counts)


def _is_safe(few: int, withheld: int, together: int) -> bool:
    """Whether so many hidden counts, whose sum anybody can compute, have two possible values each."""
    most = FEWEST - 1
    if few:
        least = 0 if withheld else max(0, together - most * (few - 1))
        if min(most, together - FEWEST * withheld) <= least:
            return False
    if withheld:
        least = FEWEST if withheld > 1 else max(FEWEST, together - most * few)
        return together - FEWEST * (withheld - 1) > least
    return True
