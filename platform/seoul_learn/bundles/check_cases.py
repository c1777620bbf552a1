"""Faults of cases.toml, which the policies of a programme are tried on, and what no case tries."""

from collections.abc import Iterator

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.judge import PolicyJudge
from seoul_learn.bundles.values import Case, Expected, PolicyFile, PolicyStatus, ProgrammePolicies
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.fit import meant
from seoul_learn.tenant_plane.eligibility.compare_grant import differing
from seoul_learn.tenant_plane.eligibility.facts_from_toml import CaseFaulty

_DECIDES = (PolicyStatus.in_force, PolicyStatus.superseded)


def case_faults(policies: ProgrammePolicies, judge: PolicyJudge) -> Iterator[BundleFault]:
    """Repeated names, days without a policy, facts that cannot be, and whatever is not as a case expects it."""
    source = policies.cases_source
    if source is None:
        return
    places = {row["name"]: place for place, row in source.rows("case") if isinstance(row.get("name"), str)}
    seen: set[str] = set()
    for case in policies.cases:
        if case.name in seen:
            message = f"two cases are called “{case.name}”; give each its own name"
            yield source.fault((*places[case.name], "name"), message)
        seen.add(case.name)
        for field, message in _wrong(policies, case, judge):
            yield source.fault((*places[case.name], *field), f"case “{case.name}”{message}")


def uncovered(policies: ProgrammePolicies, judge: PolicyJudge) -> Iterator[str]:
    """What no case tries of the versions that decide now or are to: a warning here, a bar to publishing."""
    for version in policies.versions:
        if version.status is not PolicyStatus.superseded:
            cases = [case for case in policies.cases if policy_on(policies, case) is version]
            for gap in judge.uncovered(version, cases):
                yield f"{version.source.path}: {gap}"


def policy_on(policies: ProgrammePolicies, case: Case) -> PolicyFile | None:
    """The version that a case names, else the one that decided on its day: announced ones and drafts never do."""
    if case.version is not None:
        return next((version for version in policies.versions if version.effective_from == case.version), None)
    deciding = [version for version in policies.versions if version.status in _DECIDES]
    return next((version for version in reversed(deciding) if version.effective_from <= case.as_of), None)


def _wrong(policies: ProgrammePolicies, case: Case, judge: PolicyJudge) -> Iterator[tuple[TomlPath, str]]:
    version = policy_on(policies, case)
    if version is None and case.version is not None:
        known = [str(one.effective_from) for one in policies.versions]
        yield ("version",), f": there is no policy of {case.version}; {meant(str(case.version), known)}"
        return
    if version is None:
        if case.expect is not Expected.no_policy:
            yield ("as_of",), f": no policy was in force on {case.as_of}; choose a later `as_of`"
        return
    if case.expect is Expected.no_policy:
        yield ("expect",), f" expects `no_policy`; the policy of {version.effective_from} decides on {case.as_of}"
        return
    try:
        said = judge.said(version, case)
    except CaseFaulty as faulty:
        yield ("facts", faulty.name), f": {faulty}"
        return
    if said is None:
        return
    says = f"the policy of {version.effective_from} says"
    if said.outcome != case.expect:
        yield ("expect",), f" expects `{case.expect}`; {says} `{said.outcome}`"
        return
    tier = said.grant.tier if said.grant else None
    if case.expect_tier is not None and tier != case.expect_tier:
        yield ("expect_tier",), f" expects tier `{case.expect_tier}`; {says} " + (f"`{tier}`" if tier else "none")
    for field, expected, granted in differing(case.expect_grant, said.grant):
        yield ("expect_grant", field), f" expects `{field} = {expected}`; {says} `{granted}`"
