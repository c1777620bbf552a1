"""What a bundle asks of whoever understands policies: their faults, and what they say of a case."""

from typing import Protocol

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.values import Case, PolicyFile


class PolicyJudge(Protocol):
    """Reads and runs policies, with the criteria and standards that are installed."""

    def faults(self, policy: PolicyFile) -> tuple[BundleFault, ...]:
        """Everything that is wrong within one policy: criteria, their fields, the rule sentences, the grants."""

    def outcome(self, policy: PolicyFile, case: Case) -> str | None:
        """What the policy says of a case; None when the policy itself is faulty. Raises CaseFaulty."""


class JudgesNothing:
    """Takes every policy as sound and every case as met: for reading bundles without any plugin."""

    def faults(self, policy: PolicyFile) -> tuple[BundleFault, ...]:
        del policy
        return ()

    def outcome(self, policy: PolicyFile, case: Case) -> str | None:
        del policy
        return case.expect.value
