"""Counts of what becomes of people, kept exact while they are counted and told only with small ones suppressed."""

from collections import Counter
from collections.abc import Iterable

from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.impact.changes import CHANGES, SERVED, Change
from seoul_learn.tenant_plane.impact.groups import MEMBER, GroupKind
from seoul_learn.tenant_plane.impact.result import GroupLine, GroupTable, Impact, tier_lines
from seoul_learn.tenant_plane.impact.suppress import Cell, suppress, suppress_within

_NO_TIER = -1


class Tally:
    """Adds up people one by one."""

    def __init__(self) -> None:
        self.changes: Counter[Change] = Counter()
        self.groups: dict[GroupKind, Counter[tuple[str, Change]]] = {kind: Counter() for kind in GroupKind}
        self.tiers: Counter[tuple[int, Change]] = Counter()

    def add(self, change: Change, groups: Iterable[tuple[GroupKind, str]], tier: int = _NO_TIER) -> None:
        """One more; `tier` is the place of what she would be granted."""
        self.changes[change] += 1
        for kind, code in groups:
            self.groups[kind][code, change] += 1
        if change in SERVED:
            self.tiers[tier, change] += 1

    @property
    def has_losers(self) -> bool:
        """Whether a learner who has an entitlement would lose it."""
        return self.groups[GroupKind.STANDING][MEMBER, Change.LOSES] > 0

    def impact(self, policy: Policy) -> Impact:
        """What may be told."""
        everybody = sum(self.changes.values())
        shown = dict(zip(CHANGES, suppress([self.changes[one] for one in CHANGES]), strict=True))
        tiers = [*range(len(policy.grants)), _NO_TIER]
        stays, gains = (
            suppress_within([self.tiers[tier, change] for tier in tiers], shown[change]) for change in SERVED
        )
        return Impact(
            looked_at=suppress([everybody])[0],
            totals=shown,
            groups=tuple(self._table(kind, shown) for kind in GroupKind),
            tiers=tier_lines(policy, stays, gains),
        )

    def _table(self, kind: GroupKind, shown: dict[Change, Cell]) -> GroupTable:
        counted = self.groups[kind]
        codes = sorted({code for code, _ in counted})
        columns = [suppress_within([counted[code, change] for code in codes], shown[change]) for change in CHANGES]
        lines = [
            GroupLine(code=code, cells=tuple(column[place] for column in columns)) for place, code in enumerate(codes)
        ]
        return GroupTable(kind=kind, lines=tuple(lines))
