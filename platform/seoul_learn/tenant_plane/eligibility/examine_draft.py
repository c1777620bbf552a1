"""Everything that is known of a draft: whether it can be read, what is doubtful, how its cases come out.

It is ready to be published when it can be read, no remark bars it, every case comes out and nothing is left untried.
"""

import tomllib
from collections.abc import Sequence
from datetime import date

import msgspec

from seoul_learn.kit.toml_lines import line_of
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.fit import field_name
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.references import misfits_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.cases import Case
from seoul_learn.tenant_plane.eligibility.check_days import check_days, days_to_try
from seoul_learn.tenant_plane.eligibility.check_draft import check_draft
from seoul_learn.tenant_plane.eligibility.check_names import check_names
from seoul_learn.tenant_plane.eligibility.errors import LineFault
from seoul_learn.tenant_plane.eligibility.not_toml import not_toml
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.remarks import Remark
from seoul_learn.tenant_plane.eligibility.try_cases import CasesTried, cases_of, try_cases
from seoul_learn.tenant_plane.eligibility.values import DECIDING, StoredPolicy


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft is examined among: all versions and cases of its programme, facts, tables, languages, the day."""

    plugins: Plugins
    facts: FactCatalogue
    standards: Standards
    versions: Sequence[StoredPolicy]
    cases: Sequence[Case]
    languages: Sequence[str]
    today: date


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """`policy` is None while the draft has faults; then nothing else could be examined."""

    policy: Policy | None
    faults: tuple[LineFault, ...]
    remarks: tuple[Remark, ...] = ()
    tried: CasesTried | None = None

    @property
    def ready(self) -> bool:
        """Whether nothing bars its publication."""
        return (
            self.policy is not None
            and not self.faults
            and not any(remark.bars for remark in self.remarks)
            and self.tried is not None
            and not self.tried.failing
            and not self.tried.uncovered
        )


def examine(draft: StoredPolicy, among: Surroundings) -> Examined:
    """The draft as it stands."""
    policy, faults = read_text(draft.text, among)
    if policy is None or faults:
        return Examined(policy=policy, faults=faults)
    days = days_to_try(policy, versions=among.versions, standards=among.standards)
    remarks = (
        *check_draft(
            policy, versions=among.versions, standards=among.standards, languages=among.languages, today=among.today
        ),
        *check_names(tomllib.loads(draft.text)),
        *check_days(policy, facts=among.facts, standards=among.standards, days=days),
    )
    cases = cases_of(among.cases, draft.effective_from, until=_next(draft, among.versions))
    tried = try_cases(policy, cases, facts=among.facts, standards=among.standards)
    return Examined(policy=policy, faults=(), remarks=remarks, tried=tried)


def read_text(text: str, among: Surroundings) -> tuple[Policy | None, tuple[LineFault, ...]]:
    """The policy that a text says, and every fault of it: with line, field and mend."""
    try:
        policy = read_policy(tomllib.loads(text), among.plugins.criteria)
    except tomllib.TOMLDecodeError as broken:
        return None, (not_toml(broken),)
    except PolicyRefused as refused:
        faults = [(fault.at, fault.message) for fault in refused.faults]
        return None, tuple(
            LineFault(line=line_of(text, at), field=field_name(at), message=message) for at, message in faults
        )
    wrong = [
        (("criteria", name, *misfit.at), misfit.message)
        for name, leaf in policy.leaves.items()
        for misfit in misfits_of(leaf.config, among.facts, among.standards, currency=among.facts.currency)
    ]
    return policy, tuple(
        LineFault(line=line_of(text, at), field=field_name(at), message=message) for at, message in wrong
    )


def _next(draft: StoredPolicy, versions: Sequence[StoredPolicy]) -> date | None:
    later = [
        one.effective_from for one in versions if one.status in DECIDING and one.effective_from > draft.effective_from
    ]
    return min(later, default=None)
