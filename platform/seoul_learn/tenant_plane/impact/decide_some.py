"""What a draft makes of some applicants at once: the bulk path, and one by one whoever waits for a document."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from seoul_learn.plugin_api.columns_of_facts import columns_of
from seoul_learn.plugin_api.facts import Fact, FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.check_draft import standards_of
from seoul_learn.tenant_plane.eligibility.compile_policy import compile_policy
from seoul_learn.tenant_plane.eligibility.decide_many import OUTCOMES
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.policy import Policy, Transition
from seoul_learn.tenant_plane.eligibility.transition import better_or_equal
from seoul_learn.tenant_plane.impact.changes import change_of
from seoul_learn.tenant_plane.impact.groups import (
    FACTS,
    IN_FLIGHT,
    MEMBER,
    NOT_SERVED,
    SIZE,
    Yardstick,
    groups_of,
)
from seoul_learn.tenant_plane.impact.tally import Tally

_NO_TIER = -1


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of one of them; `standing` is one of groups.py."""

    facts: Mapping[str, Fact]
    to_be_shown: frozenset[str] = frozenset()
    standing: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A draft beside the version that decides today, with what both are read by.

    `rule` is what the draft says of applications in flight; invented people are none, and try it as it is.
    """

    draft: Policy
    today_decides: Policy | None
    today: date
    facts: FactCatalogue
    standards: Standards
    rule: Transition = Transition.REDETERMINE

    @property
    def as_of(self) -> date:
        """The day on which the draft is tried: its first, unless that has passed."""
        return max(self.today, self.draft.effective_from)

    @property
    def names(self) -> tuple[str, ...]:
        """Every fact that is looked at."""
        policies = (self.draft,) if self.today_decides is None else (self.draft, self.today_decides)
        read = [name for policy in policies for name in compile_policy(policy).reads()]
        return tuple(dict.fromkeys(name for name in (*read, *FACTS.values(), SIZE) if name in self.facts))

    @property
    def yardstick(self) -> Yardstick:
        """What incomes are told by."""
        standard = next(iter(standards_of(self.draft)), None)
        return Yardstick(standard=standard, standards=self.standards, on=self.as_of)


def tally_some(tally: Tally, people: Sequence[Person], question: Question) -> None:
    """Add these people to the tally."""
    decided = outcomes_of(question.draft, people, question, on=question.as_of)
    in_flight = [person for person in people if person.standing == IN_FLIGHT]
    today = iter(
        outcomes_of(question.today_decides, in_flight, question, on=question.today)
        if question.today_decides
        else [(Outcome.INELIGIBLE, _NO_TIER)] * len(in_flight)
    )
    yardstick = question.yardstick
    for person, (outcome, tier) in zip(people, decided, strict=True):
        has = person.standing == MEMBER
        if person.standing == IN_FLIGHT:
            was = next(today)
            has = was[0] is Outcome.ELIGIBLE
            outcome, tier = _by_rule(question, was, (outcome, tier))  # as its transition has it
        tally.add(change_of(outcome, has=has), groups_of(person.facts, person.standing, yardstick), tier)


def _by_rule(question: Question, was: tuple[Outcome, int], draft: tuple[Outcome, int]) -> tuple[Outcome, int]:
    """What decides an application in flight, as `transition.in_flight` has it; the place is one of the draft's grants.

    An outcome of the version that goes on deciding grants nothing of the draft's.
    """
    if question.today_decides is None or question.rule is Transition.REDETERMINE:
        return draft
    kept = (was[0], _NO_TIER)
    if question.rule is Transition.KEEP:
        return kept
    return draft if better_or_equal(draft[0], was[0]) else kept


def outcomes_of(
    policy: Policy, people: Sequence[Person], question: Question, *, on: date
) -> list[tuple[Outcome, int]]:
    """The outcome of each, and the place of what she is granted: what `evaluate` says of each of them alone."""
    compiled = compile_policy(policy, question.facts)
    columns = columns_of([person.facts for person in people], compiled.reads(), question.facts)
    decided = compiled.outcomes(columns, as_of=on, standards=question.standards)
    found = [(OUTCOMES[code], int(grant)) for code, grant in zip(decided.outcome, decided.grant, strict=True)]
    for place, person in enumerate(people):
        if person.to_be_shown:
            alone = evaluate(
                policy, person.facts, as_of=on, standards=question.standards, to_be_shown=person.to_be_shown,
                catalogue=question.facts,
            )  # fmt: skip
            found[place] = (alone.outcome, _NO_TIER if alone.grant is None else policy.grants.index(alone.grant))
    return found


def standing_of(*, is_member: bool, is_final: bool) -> str:
    """How somebody stands today: has it, waits for it, or was told no or had it once."""
    if is_member:
        return MEMBER
    return NOT_SERVED if is_final else IN_FLIGHT
