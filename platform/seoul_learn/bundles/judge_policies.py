"""Judges policies by the engine that will decide by them, with the installed criteria and the official tables."""

from collections.abc import Sequence

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.judge import Said
from seoul_learn.bundles.values import Case, PolicyFile
from seoul_learn.plugin_api.facts import Assurance, FactCatalogue
from seoul_learn.plugin_api.fit import meant
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.references import misfits_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.coverage import coverage
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, evaluate
from seoul_learn.tenant_plane.eligibility.facts_from_toml import CaseFaulty, facts_from_toml
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.record import recorded_grant


class EngineJudge:
    """A PolicyJudge."""

    def __init__(self, plugins: Plugins, standards: Standards, facts: FactCatalogue) -> None:
        self.shared = plugins.facts
        self._plugins = plugins
        self._standards = standards
        self._facts = facts

    def faults(self, policy: PolicyFile) -> tuple[BundleFault, ...]:
        """Everything wrong within one policy, each at its line."""
        try:
            read = read_policy(policy.source.table, self._plugins.criteria)
        except PolicyRefused as refused:
            return tuple(policy.source.fault(fault.at, fault.message) for fault in refused.faults)
        return tuple(self._unknown_names(policy, read))

    def said(self, policy: PolicyFile, case: Case) -> Said | None:
        """What the policy says of a case, whose facts are vouched for as it writes. Raises CaseFaulty."""
        try:
            read = read_policy(policy.source.table, self._plugins.criteria)
        except PolicyRefused:
            return None
        # What follows from a name that is not there would bury the fault that says so.
        if self._unknown_names(policy, read):
            return None
        evaluation = self._evaluated(read, case)
        grant = recorded_grant(evaluation.grant, evaluation) if evaluation.grant else None
        return Said(outcome=evaluation.outcome.value, grant=grant)

    def uncovered(self, policy: PolicyFile, cases: Sequence[Case]) -> tuple[str, ...]:
        """What of the policy none of its cases tries; nothing for a policy or a case with a fault of its own."""
        try:
            read = read_policy(policy.source.table, self._plugins.criteria)
            return tuple(str(gap) for gap in coverage(read, [self._evaluated(read, case) for case in cases]))
        except (PolicyRefused, CaseFaulty):
            return ()

    def _evaluated(self, policy: Policy, case: Case) -> Evaluation:
        told = facts_from_toml(case.facts, self._facts, Assurance[case.assurance.name.upper()])
        return evaluate(policy, told, as_of=case.as_of, standards=self._standards)

    def _unknown_names(self, policy: PolicyFile, read: Policy) -> list[BundleFault]:
        faults = []
        for name, leaf in read.leaves.items():
            faults += [
                policy.source.fault(("criteria", name, *misfit.at), misfit.message)
                for misfit in misfits_of(
                    leaf.config, self._facts, self._standards, currency=self._facts.currency
                )
            ]
            for fact in leaf.reads:
                if fact not in self._facts and not any(f"`{fact}`" in one.message for one in faults):
                    message = f"`{fact}` is not a fact; {meant(fact, self._facts.names())}"
                    faults.append(policy.source.fault(("criteria", name), message))
        return faults
