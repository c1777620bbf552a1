"""Who comes first when there are more eligible applicants than places."""

import enum

import msgspec


class Order(enum.StrEnum):
    """By arrival, by classes of need, or by lot."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    LOTTERY = "lottery"


class TieBreak(enum.StrEnum):
    """What decides between equals. After it the reference does, so that no two are ever equal."""

    SUBMITTED_AT = "submitted_at"
    LOTTERY = "lottery"


class Ranking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`by` are names of criteria or rules, the class of greatest need first; `seed` is published before the draw.

    Somebody is of the first class that she meets as vouched for, and of the last when she meets none.
    """

    order: Order = Order.PRIORITY
    by: tuple[str, ...] = ()
    tie_break: TieBreak = TieBreak.SUBMITTED_AT
    seed: str | None = None

    @property
    def draws_lots(self) -> bool:
        """Whether chance decides anything."""
        return self.order is Order.LOTTERY or self.tie_break is TieBreak.LOTTERY
