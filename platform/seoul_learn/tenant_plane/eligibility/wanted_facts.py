"""What is still worth asking for: the facts that can change the outcome, or what is granted to somebody eligible."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Protocol

import msgspec

from seoul_learn.plugin_api.criterion import Finding, NeedKind
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactValue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_leaves import ValueOf, asking_of
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.open_criteria import Group, Values, groups_of
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.relevance import relevant_facts
from seoul_learn.tenant_plane.eligibility.rule import All, Expression, Not, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth


class Valued(Protocol):
    """A criterion's value as far as this file needs it."""

    @property
    def finding(self) -> Finding: ...
    @property
    def met(self) -> Truth: ...
    @property
    def assured(self) -> Truth: ...


class Prospects:
    """What answers could still do, worked out only as far as it is asked for."""

    def __init__(
        self,
        policy: Policy,
        leaves: Mapping[str, Valued],
        facts: Mapping[str, Fact],
        *,
        as_of: date,
        standards: Standards,
        catalogue: FactCatalogue | None,
    ) -> None:
        self._policy = policy
        self._leaves = leaves
        self._facts = facts
        self._as_of = as_of
        self._standards = standards
        self._catalogue = catalogue
        self.told = {name: value.met for name, value in leaves.items()}
        self._assured = {name: value.assured for name, value in leaves.items()}

    def wanted(self) -> tuple[str, ...]:
        """The facts not told yet that can still change the outcome or the grant, in the order of the criteria."""
        swaying = self._swaying()
        if not swaying:
            return ()
        missing = (fact for value in self._leaves.values() for fact in missing_facts(value.finding))
        return tuple(dict.fromkeys(fact for fact in missing if fact in swaying))

    def _swaying(self) -> frozenset[str]:
        rule = self._policy.rule
        told = truth_of(rule, self.told.__getitem__)
        if told is None:
            return relevant_facts(rule, self.told, self.groups)
        if told is False:
            return frozenset()
        if truth_of(rule, self._assured.__getitem__):
            return self._for_another_grant()
        # An officer has to look, unless an answer that needs no paper settles it. What she confirms then decides what
        # is granted, so that is asked for as if all were confirmed.
        without_her = relevant_facts(rule, self._assured, self._assured_groups, towards=(True,))
        return without_her | self._for_the_grant_to_come()

    def _for_another_grant(self) -> frozenset[str]:
        """Of somebody eligible: what could give one of the grants before that which she has."""
        found: frozenset[str] = frozenset()
        earlier: tuple[Expression, ...] = ()
        for grant in self._policy.grants:
            for rule in _given(grant):
                found |= relevant_facts(rule, self._assured, self._assured_groups, towards=(True,), unless=earlier)
            if truth_of(grant.when, self._assured.__getitem__):
                break
            earlier = (*earlier, grant.when)
        return found

    def _for_the_grant_to_come(self) -> frozenset[str]:
        """Of somebody whom an officer has yet to confirm: what decides which grant it will be, or none."""
        found: frozenset[str] = frozenset()
        earlier: tuple[Expression, ...] = ()
        for grant in self._policy.grants:
            for rule in _given(grant):
                found |= relevant_facts(_all(*earlier, rule), self.told, self.groups, towards=(True,))
            earlier = (*earlier, Not(grant.when))
            if truth_of(grant.when, self.told.__getitem__):
                break
        else:
            found |= relevant_facts(_all(*earlier), self.told, self.groups, towards=(True,))
        return found

    @cached_property
    def groups(self) -> list[Group]:
        """The criteria that answers can still settle."""
        missing = {
            name: frozenset(lacking)
            for name, value in self._leaves.items()
            if value.met is None
            and (lacking := missing_facts(value.finding))
            # What lacks something else too cannot be settled by answers.
            and len(lacking) == len(value.finding.needs)
        }
        return groups_of(missing, self._catalogue, self._attempt) if missing else []

    @cached_property
    def _assured_groups(self) -> list[Group]:
        """The same where what speaks for the person has to be vouched for: an answer alone is not."""
        return [self._unvouched(group) for group in self.groups]

    def _attempt(self, names: tuple[str, ...], answers: Mapping[str, FactValue]) -> Values:
        facts = {**self._facts, **{name: Fact(name=name, value=value) for name, value in answers.items()}}
        return tuple(self._asks[name](facts).met for name in names)

    @cached_property
    def _asks(self) -> Mapping[str, ValueOf]:
        return dict(asking_of(self._policy, self._as_of, self._standards).asks)

    def _unvouched(self, group: Group) -> Group:
        strict = [self._policy.leaves[name].assurance > Assurance.DECLARED for name in group.criteria]

        def seen(values: Values) -> Values:
            return tuple(None if value and wants else value for value, wants in zip(values, strict, strict=True))

        moves = {fact: {(seen(one), seen(other)) for one, other in pairs} for fact, pairs in group.moves.items()}
        return msgspec.structs.replace(
            group,
            ways={facts: frozenset(map(seen, values)) for facts, values in group.ways.items()},
            moves={fact: frozenset(pair for pair in pairs if pair[0] != pair[1]) for fact, pairs in moves.items()},
        )


def _given(grant: Grant) -> tuple[Expression, ...]:
    """What decides whether it is granted, and whether its co-payment is waived."""
    waiver = grant.copay.waive_when if grant.copay else None
    return (grant.when, _all(grant.when, waiver)) if waiver else (grant.when,)


def _all(*parts: Expression) -> Expression:
    return parts[0] if len(parts) == 1 else All(parts)


def missing_facts(finding: Finding) -> tuple[str, ...]:
    """The facts that a criterion lacks."""
    return tuple(need.name for need in finding.needs if need.kind is NeedKind.FACT)
