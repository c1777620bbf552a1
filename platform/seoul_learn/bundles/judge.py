"""What a bundle asks of whoever understands policies: their faults, and what they say of a case."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.values import Case, PolicyFile
from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.tenant_plane.eligibility.record import RecordedGrant


class Said(Struct, frozen=True, kw_only=True):
    """What a policy says of a case."""

    outcome: str
    grant: RecordedGrant | None = None


class PolicyJudge(Protocol):
    """Reads and runs policies, with the criteria and standards that are installed."""

    shared: FactCatalogue
    """The facts of the platform and its plugins, to which a tenant may add."""

    def faults(self, policy: PolicyFile) -> tuple[BundleFault, ...]:
        """Everything that is wrong within one policy: criteria, their fields, the rule sentences, the grants."""

    def said(self, policy: PolicyFile, case: Case) -> Said | None:
        """What the policy says of a case; None when the policy itself is faulty. Raises CaseFaulty."""

    def uncovered(self, policy: PolicyFile, cases: Sequence[Case]) -> tuple[str, ...]:
        """What of the policy none of its cases tries, in words."""


class JudgesNothing:
    """Takes every policy as sound and every case as met: for reading bundles without any plugin."""

    shared = shared_facts()

    def faults(self, policy: PolicyFile) -> tuple[BundleFault, ...]:
        del policy
        return ()

    def said(self, policy: PolicyFile, case: Case) -> Said | None:
        del policy, case
        return None

    def uncovered(self, policy: PolicyFile, cases: Sequence[Case]) -> tuple[str, ...]:
        del policy, cases
        return ()
