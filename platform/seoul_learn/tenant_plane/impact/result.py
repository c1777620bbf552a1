"""What a preview tells: counts that may be shown, and what the tiers of the draft give."""

import msgspec

from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.impact.changes import Change
from seoul_learn.tenant_plane.impact.groups import GroupKind
from seoul_learn.tenant_plane.impact.suppress import Cell


class GroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """One group and its counts, in the order of CHANGES."""

    code: str
    cells: tuple[Cell, ...]


class GroupTable(msgspec.Struct, frozen=True, kw_only=True):
    """All groups of a kind."""

    kind: GroupKind
    lines: tuple[GroupLine, ...]


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a tier gives: `what` is `wallet` or the kind of a benefit; `amount` in minor units, `per` a Per."""

    what: str
    amount: int
    currency: str
    per: str


class TierLine(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets a tier, and what it gives each: `seats` at once, sums, and benefits that are not money."""

    name: str
    label: dict[str, str]
    stays: Cell
    gains: Cell
    seats: int
    sums: tuple[Sum, ...]
    things: tuple[str, ...]


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """The whole result; `looked_at` is everybody."""

    looked_at: Cell
    totals: dict[Change, Cell]
    groups: tuple[GroupTable, ...]
    tiers: tuple[TierLine, ...]


def tier_lines(policy: Policy, stays: tuple[Cell, ...], gains: tuple[Cell, ...]) -> tuple[TierLine, ...]:
    """The tiers of a policy with those who would get them."""
    lines = []
    for place, grant in enumerate(policy.grants):
        money = [one for one in grant.benefits if one.amount is not None and one.currency is not None]
        sums = [
            Sum(what=one.kind, amount=one.amount or 0, currency=one.currency or "", per=one.per.value) for one in money
        ]
        if grant.wallet is not None:
            wallet = grant.wallet
            sums.insert(0, Sum(what="wallet", amount=wallet.amount, currency=wallet.currency, per=wallet.per.value))
        lines.append(
            TierLine(
                name=grant.tier or str(place + 1), label=grant.label, stays=stays[place], gains=gains[place],
                seats=grant.at_most, sums=tuple(sums),
                things=tuple(one.kind for one in grant.benefits if one not in money),
            )
        )  # fmt: skip
    return tuple(lines)
