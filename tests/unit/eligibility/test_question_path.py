"""What is asked suffices, and whatever is asked could at that moment still have changed the outcome."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given, settings

from seoul_learn.plugin_api.facts import Assurance, Fact, FactValue
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome, evaluate, leaf_values
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.question_path import next_fact
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.rule import Expression, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth
from tests.unit.eligibility.flags import DAY, NO_STANDARDS, Flag, catalogue, document, facts
from tests.unit.eligibility.tables import CATALOGUE, DOMAINS, FACTS, PERSONS, declared, policies


@settings(max_examples=120, deadline=None)
@given(policies(), PERSONS)
def test_the_facts_asked_for_suffice(policy: Policy, person: dict[str, FactValue]) -> None:
    told = {name: person[name] for name in _path(policy, person)}
    asked, everything = _evaluated(policy, told), _evaluated(policy, person)
    assert asked.outcome is everything.outcome
    assert asked.grant == everything.grant


@settings(max_examples=120, deadline=None)
@given(policies(), PERSONS)
def test_each_fact_wanted_or_asked_for_could_still_have_changed_the_outcome(
    policy: Policy, person: dict[str, FactValue]
) -> None:
    told: dict[str, FactValue] = {}
    for name in _path(policy, person):
        for wanted in _evaluated(policy, told).wanted:
            assert _could_change(policy, told, wanted), (told, wanted)
        told[name] = person[name]


@settings(max_examples=60, deadline=None)
@given(policies())
def test_each_smallest_set_can_make_somebody_eligible_and_no_part_of_it_can(policy: Policy) -> None:
    named = {frozenset(names) for names in _evaluated(policy, {}).settling}
    enough = {frozenset(told) for told in _answers(FACTS) if _rule(policy, told)}
    smallest = {names for names in enough if not any(other < names for other in enough)}
    assert named == {names for names in smallest if names}


def test_what_settles_it_without_an_officer_is_still_asked_for() -> None:
    written = document("a or b", "ab")
    written["criteria"]["a"]["assurance"] = "documented"
    policy = read_policy(written, {"flag": Flag()})
    told = facts(Assurance.DECLARED, a=True)
    seen = evaluate(policy, told, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("ab"))
    assert (seen.outcome, seen.wanted) == (Outcome.NEEDS_REVIEW, ("fact.b",))


def test_what_decides_only_between_grants_that_an_earlier_one_overrules_is_not_asked_for() -> None:
    slots = {"slots": [{"category": "reading"}], "at_most": 1, "lasts": "12 months"}
    written = document("c", "abc")
    written["grants"] = [{"when": when, **slots} for when in ("a", "a and b", "eligible")]
    policy = read_policy(written, {"flag": Flag()})
    seen = evaluate(policy, facts(c=True), as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
    assert (seen.outcome, seen.wanted) == (Outcome.ELIGIBLE, ("fact.a",))


def _path(policy: Policy, person: Mapping[str, FactValue]) -> Iterator[str]:
    told: dict[str, Fact] = {}
    while name := next_fact(
        policy, told, passed=set(), catalogue=CATALOGUE, as_of=DAY, standards=NO_STANDARDS
    ):  # fmt: skip
        assert name not in told
        yield name
        told |= declared({name: person[name]})


def _evaluated(policy: Policy, told: Mapping[str, FactValue]) -> Evaluation:
    return evaluate(policy, declared(told), as_of=DAY, standards=NO_STANDARDS, catalogue=CATALOGUE)


def _could_change(policy: Policy, told: Mapping[str, FactValue], name: str) -> bool:
    """By trying every answer to every other fact that is open, none given included."""
    others = [fact for fact in FACTS if fact not in told and fact != name]
    return any(
        _standing(policy, {**told, **more}) != _standing(policy, {**told, **more, name: value})
        for more in _answers(others)
        for value in DOMAINS[name]
    )


def _answers(facts: list[str] | tuple[str, ...]) -> Iterator[dict[str, FactValue]]:
    for combination in product(*((None, *DOMAINS[fact]) for fact in facts)):
        yield {fact: value for fact, value in zip(facts, combination, strict=True) if value is not None}


def _standing(policy: Policy, told: Mapping[str, FactValue]) -> object:
    """How somebody stands, worked out without the engine's own idea of what is wanted."""
    leaves = leaf_values(policy, declared(told), as_of=DAY, standards=NO_STANDARDS)

    def value(of: Expression, *, assured: bool) -> Truth:
        return truth_of(of, lambda name: leaves[name].assured if assured else leaves[name].met)

    if value(policy.rule, assured=False) is False:
        return Outcome.INELIGIBLE
    if value(policy.rule, assured=True):
        held = [value(grant.when, assured=True) for grant in policy.grants]
        return Outcome.ELIGIBLE, next((place for place, one in enumerate(held) if one), None)
    if value(policy.rule, assured=False) is None:
        return None
    # An officer has yet to look: what would be granted if all were confirmed.
    for place, grant in enumerate(policy.grants):
        if (one := value(grant.when, assured=False)) is not False:
            return Outcome.NEEDS_REVIEW, "open" if one is None else place
    return Outcome.NEEDS_REVIEW, None


def _rule(policy: Policy, told: Mapping[str, FactValue]) -> Truth:
    leaves = leaf_values(policy, declared(told), as_of=DAY, standards=NO_STANDARDS)
    return truth_of(policy.rule, lambda name: leaves[name].met)
