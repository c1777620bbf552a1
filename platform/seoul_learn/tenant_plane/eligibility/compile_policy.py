"""A policy made ready to decide about one person without a trace, and about many at once.

Both say exactly what `evaluate` says: of one person by the same rulings, of many by the same rule over columns. Whoever
the columns leave open is decided by `evaluate` itself, once for all who look alike to it.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from seoul_learn.plugin_api.facts import Fact, FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_leaves import asking_of
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.policy import Policy

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import Columns
    from seoul_learn.tenant_plane.eligibility.decide_many import Decided


class CompiledPolicy:
    """One policy, to be kept as long as the policy is."""

    def __init__(self, policy: Policy, catalogue: FactCatalogue | None) -> None:
        self._policy = policy
        self._catalogue = catalogue
        self._leaves = tuple(policy.leaves.values())
        self._rulings = policy.rulings

    def outcome(self, facts: Mapping[str, Fact], *, as_of: date, standards: Standards) -> Outcome:
        """The outcome alone, as `evaluate` gives it."""
        asking = asking_of(self._policy, as_of, standards)
        states = bytes([ask(facts).state for _, ask in asking.asks])
        ruling = self._rulings.of(states)
        if ruling.told is False:
            return Outcome.INELIGIBLE
        if ruling.assured:
            return Outcome.ELIGIBLE
        if ruling.told:
            return Outcome.NEEDS_REVIEW
        return evaluate(
            self._policy, facts, as_of=as_of, standards=standards, catalogue=self._catalogue
        ).outcome

    def outcomes(self, columns: "Columns", *, as_of: date, standards: Standards) -> "Decided":
        """The outcome and the grant of everybody."""
        from seoul_learn.tenant_plane.eligibility.decide_many import decide_many  # NumPy is for bulk runs alone

        return decide_many(self._policy, columns, as_of=as_of, standards=standards, catalogue=self._catalogue)

    def reads(self) -> tuple[str, ...]:
        """Every fact that the policy looks at: the columns that it wants."""
        return tuple(dict.fromkeys(name for leaf in self._leaves for name in leaf.reads))


def compile_policy(policy: Policy, catalogue: FactCatalogue | None = None) -> CompiledPolicy:
    """The policy, ready to decide; `catalogue` as `evaluate` takes it."""
    return CompiledPolicy(policy, catalogue)
