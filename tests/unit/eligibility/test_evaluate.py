"""The four outcomes, what they rest on, and the path of questions."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.plugin_api.facts import Assurance, Fact, Sensitivity
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.lasting import Months
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.question_path import next_fact
from seoul_learn.tenant_plane.eligibility.rule import All, Any, AtLeast, Expression, Name, Not, names_in, sentence
from tests.unit.eligibility.flags import DAY, NO_STANDARDS, catalogue, facts, policy


def seen(policy: Policy, told: dict[str, Fact], to_be_shown: frozenset[str] = frozenset()) -> Evaluation:
    return evaluate(policy, told, as_of=DAY, standards=NO_STANDARDS, to_be_shown=to_be_shown)


def test_somebody_who_meets_the_rule_is_eligible_and_gets_the_grant() -> None:
    evaluation = seen(policy("a and b", "ab"), facts(a=True, b=True))
    assert evaluation.outcome is Outcome.ELIGIBLE
    assert evaluation.grant is not None
    assert evaluation.grant.lasts == Months(12)
    assert evaluation.resting_on == ("a", "b")


def test_one_unmet_criterion_of_several_needed_ones_settles_it_without_the_others() -> None:
    evaluation = seen(policy("a and b", "ab"), facts(b=False))
    assert evaluation.outcome is Outcome.INELIGIBLE
    assert evaluation.resting_on == ("b",)
    assert evaluation.wanted == ()
    assert evaluation.grant is None


def test_an_unanswered_fact_makes_nobody_eligible_and_nobody_ineligible() -> None:
    for told in ({}, facts(a=True)):
        evaluation = seen(policy("a and b", "ab"), told)
        assert evaluation.outcome is Outcome.NEEDS_FACTS


def test_the_smallest_sets_of_facts_that_would_settle_it_are_named() -> None:
    evaluation = seen(policy("a or (b and c)", "abc"), {})
    assert evaluation.settling == (("fact.a",), ("fact.b", "fact.c"))


def test_a_fact_that_nobody_vouched_for_where_the_policy_wants_it_needs_review() -> None:
    told = facts(Assurance.DECLARED, a=True)
    evaluation = seen(policy("a", "a", assurance="documented"), told)
    assert evaluation.outcome is Outcome.NEEDS_REVIEW
    assert evaluation.unvouched == ("fact.a",)


def test_nobody_needs_a_paper_to_be_refused() -> None:
    told = facts(Assurance.DECLARED, a=False)
    assert seen(policy("a", "a", assurance="attested"), told).outcome is Outcome.INELIGIBLE


def test_what_is_vouched_for_decides_alone_where_it_suffices() -> None:
    told = {**facts(Assurance.ATTESTED, a=True), **facts(Assurance.DECLARED, b=True)}
    evaluation = seen(policy("a or b", "ab", assurance="attested"), told)
    assert evaluation.outcome is Outcome.ELIGIBLE
    assert evaluation.resting_on == ("a",)


def test_an_attestation_that_ran_out_yesterday_counts_as_a_declaration() -> None:
    yesterday = DAY.replace(day=1)
    told = {"fact.a": Fact(name="fact.a", value=True, assurance=Assurance.ATTESTED, valid_until=yesterday)}
    assert seen(policy("a", "a", assurance="attested"), told).outcome is Outcome.NEEDS_REVIEW


def test_a_fact_that_a_document_is_to_show_goes_to_an_officer() -> None:
    evaluation = seen(policy("a", "a"), {}, to_be_shown=frozenset({"fact.a"}))
    assert evaluation.outcome is Outcome.NEEDS_REVIEW


def test_harmless_facts_are_asked_for_before_sensitive_ones() -> None:
    known = catalogue("ab", a=Sensitivity.SENSITIVE, b=Sensitivity.NONE)
    asked = next_fact(policy("a and b", "ab"), {}, passed=set(), catalogue=known, as_of=DAY, standards=NO_STANDARDS)
    assert asked == "fact.b"


def test_what_somebody_does_not_know_is_not_asked_again() -> None:
    asked = next_fact(
        policy("a", "a"), {}, passed={"fact.a"}, catalogue=catalogue("a"), as_of=DAY, standards=NO_STANDARDS
    )
    assert asked is None


_LETTERS = "abcdef"
_expressions: st.SearchStrategy[Expression] = st.recursive(
    st.sampled_from(_LETTERS).map(Name),
    lambda inner: st.one_of(
        inner.filter(lambda part: not isinstance(part, Not)).map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Any(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AtLeast(len(parts) - 1, tuple(parts))),
    ),
    max_leaves=8,
)


@given(_expressions, st.fixed_dictionaries({letter: st.booleans() for letter in _LETTERS}))
def test_the_facts_asked_for_suffice_and_each_could_still_change_the_outcome(
    rule: Expression, person: dict[str, bool]
) -> None:
    ruled = policy(sentence(rule), _LETTERS)
    everything = seen(ruled, facts(**person)).outcome
    told: dict[str, Fact] = {}
    while asked := next_fact(
        ruled, told, passed=set(), catalogue=catalogue(_LETTERS), as_of=DAY, standards=NO_STANDARDS
    ):
        assert asked not in told
        assert _could_change(ruled, told, asked)
        told |= facts(**{asked.removeprefix("fact."): person[asked.removeprefix("fact.")]})
    assert seen(ruled, told).outcome is everything


def _could_change(ruled: Policy, told: dict[str, Fact], asked: str) -> bool:
    """Some answers to the other open facts, or none, leave the outcome open without this one and settle it with it."""
    letter = asked.removeprefix("fact.")
    others = [name for name in set(names_in(ruled.rule)) - {letter} if f"fact.{name}" not in told]
    for answers in product((None, True, False), repeat=len(others)):
        known = {name: answer for name, answer in zip(others, answers, strict=True) if answer is not None}
        before = seen(ruled, {**told, **facts(**known)}).outcome
        after = {seen(ruled, {**told, **facts(**known, **{letter: answer})}).outcome for answer in (True, False)}
        if before is Outcome.NEEDS_FACTS and after - {Outcome.NEEDS_FACTS}:
            return True
    return False
