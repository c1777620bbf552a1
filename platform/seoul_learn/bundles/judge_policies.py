"""Judges policies by the engine that will decide by them, with the installed criteria and the official tables."""

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.values import Case, PolicyFile
from seoul_learn.kit.text import nearest
from seoul_learn.plugin_api.facts import Assurance
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.evaluate import evaluate
from seoul_learn.tenant_plane.eligibility.facts_from_toml import facts_from_toml
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy


class EngineJudge:
    """A PolicyJudge."""

    def __init__(self, plugins: Plugins, standards: Standards) -> None:
        self._plugins = plugins
        self._standards = standards

    def faults(self, policy: PolicyFile) -> tuple[BundleFault, ...]:
        """Everything wrong within one policy, each at its line."""
        try:
            read = read_policy(policy.source.table, self._plugins.criteria)
        except PolicyRefused as refused:
            return tuple(policy.source.fault(fault.at, fault.message) for fault in refused.faults)
        return tuple(self._unknown_names(policy, read))

    def outcome(self, policy: PolicyFile, case: Case) -> str | None:
        """What the policy says of a case, all of whose facts are taken as vouched for. Raises CaseFaulty."""
        try:
            read = read_policy(policy.source.table, self._plugins.criteria)
        except PolicyRefused:
            return None
        told = facts_from_toml(case.facts, self._plugins.facts, Assurance.ATTESTED)
        return evaluate(read, told, as_of=case.as_of, standards=self._standards).outcome.value

    def _unknown_names(self, policy: PolicyFile, read: Policy) -> list[BundleFault]:
        faults = []
        for name, leaf in read.leaves.items():
            standard = getattr(leaf.config, "standard", None)
            if standard is not None and standard not in self._standards:
                message = (
                    f'`standard = "{standard}"` is not an official table; {_meant(standard, self._standards.ids())}'
                )
                faults.append(policy.source.fault(("criteria", name, "standard"), message))
            for fact in leaf.reads:
                if fact not in self._plugins.facts:
                    message = f"`{fact}` is not a fact; {_meant(fact, self._plugins.facts.names())}"
                    faults.append(policy.source.fault(("criteria", name), message))
        return faults


def _meant(word: str, known: tuple[str, ...]) -> str:
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else "known are " + ", ".join(f"`{one}`" for one in known)
