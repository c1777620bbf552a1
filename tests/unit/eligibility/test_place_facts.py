"""What is asked because places run short: it suffices for outcome, group and class, and each could still change one."""

from collections.abc import Iterator, Mapping

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from seoul_learn.plugin_api.facts import Assurance, FactValue
from seoul_learn.tenant_plane.eligibility.claim import claim_of, names_that_rank
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome, evaluate, leaf_values
from seoul_learn.tenant_plane.eligibility.place_facts import place_facts
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.question_path import next_of
from seoul_learn.tenant_plane.eligibility.quota import Quota
from seoul_learn.tenant_plane.eligibility.ranking import Order, Ranking
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.rule import truth_of
from tests.unit.eligibility.flags import DAY, NO_STANDARDS, Flag, catalogue, document, facts
from tests.unit.eligibility.tables import CATALOGUE, DOMAINS, FACTS, PERSONS, declared, policies
from tests.unit.eligibility.test_question_path import _answers as answers


@st.composite
def contested(draw: st.DrawFn) -> Policy:
    """A random policy with a quota by some of its names and classes by others."""
    policy = draw(policies())
    names = sorted({*policy.leaves, *policy.rules})
    some = st.lists(st.sampled_from(names), max_size=3, unique=True)
    by = draw(some)
    classes = tuple(draw(some))
    return msgspec.structs.replace(
        policy,
        quota=Quota(places=10, by=dict.fromkeys(by, 1)),
        ranking=Ranking(order=Order.PRIORITY, by=classes) if classes else None,
    )


@settings(max_examples=120, deadline=None)
@given(contested(), PERSONS)
def test_what_is_asked_suffices_for_the_group_and_the_class_as_well(
    policy: Policy, person: dict[str, FactValue]
) -> None:
    told: dict[str, FactValue] = {}
    for name in _path(policy, person):
        told[name] = person[name]
    asked, everything = _evaluated(policy, told), _evaluated(policy, person)
    assert asked.outcome is everything.outcome
    if asked.outcome in (Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW):
        assert _claims(policy, told) == _claims(policy, person)


@settings(max_examples=120, deadline=None)
@given(contested(), PERSONS)
def test_each_fact_asked_because_of_places_could_still_have_changed_the_group_or_the_class(
    policy: Policy, person: dict[str, FactValue]
) -> None:
    told: dict[str, FactValue] = {}
    for name in _path(policy, person):
        for wanted in _for_place(policy, told):
            assert _could_change(policy, told, wanted), (told, wanted)
        told[name] = person[name]
    assert not _for_place(policy, told) or _evaluated(policy, told).outcome is Outcome.NEEDS_FACTS


@settings(max_examples=60, deadline=None)
@given(contested(), PERSONS)
def test_nobody_who_is_refused_is_asked_whose_turn_it_would_be(policy: Policy, person: dict[str, FactValue]) -> None:
    if _evaluated(policy, person).outcome is Outcome.INELIGIBLE:
        without = msgspec.structs.replace(policy, quota=None, ranking=None)
        assert list(_path(policy, person)) == list(_path(without, person))


def _contested_flags() -> Policy:
    written = document("a", "abc")
    written["criteria"]["b"]["assurance"] = "documented"
    written["quota"] = {"places": 3, "by": {"c": 1}}
    written["ranking"] = {"order": "priority", "by": ["b"]}
    return read_policy(written, {"flag": Flag()})


def test_what_only_ranks_is_asked_once_eligibility_is_settled() -> None:
    policy = _contested_flags()
    assert _next(policy, {}) == "fact.a"
    assert _next(policy, {"fact.a": False}) is None
    assert _next(policy, {"fact.a": True}) == "fact.b"
    assert _next(policy, {"fact.a": True, "fact.b": True}) == "fact.c"
    assert _next(policy, {"fact.a": True, "fact.b": True, "fact.c": False}) is None


def test_a_class_counts_once_an_officer_has_seen_it_and_she_is_shown_what_to_look_at() -> None:
    policy = _contested_flags()
    for assurance, need, to_see in ((Assurance.DECLARED, 1, ("fact.b",)), (Assurance.ATTESTED, 0, ())):
        told = facts(assurance, a=True, b=True, c=True)
        seen = evaluate(policy, told, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
        claim = claim_of(policy, seen)
        assert (seen.outcome, claim.need, claim.unvouched) == (Outcome.ELIGIBLE, need, to_see)
        assert claim.group == "c"


def test_the_group_of_somebody_eligible_is_the_one_that_is_vouched_for() -> None:
    written = document("a", "abc")
    written["criteria"]["b"]["assurance"] = "documented"
    written["quota"] = {"places": 5, "by": {"b": 1, "c": 1}}
    policy = read_policy(written, {"flag": Flag()})
    told = facts(Assurance.DECLARED, a=True, b=True, c=True)
    seen = evaluate(policy, told, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
    claim = claim_of(policy, seen)
    assert (claim.group, claim.groups, claim.unvouched) == ("c", ("b", "c"), ("fact.b",))


def test_a_document_that_waits_keeps_a_class_open() -> None:
    policy = _contested_flags()
    told = facts(a=True, c=False)
    seen = evaluate(policy, told, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
    assert claim_of(policy, seen).unvouched == ()
    assert claim_of(policy, seen, to_be_shown=frozenset({"fact.b"})).unvouched == ("fact.b",)


def test_while_an_officer_has_to_look_somebody_may_be_of_any_group_that_is_not_ruled_out() -> None:
    written = document("a", "abc")
    written["criteria"]["a"]["assurance"] = "attested"
    written["quota"] = {"places": 5, "by": {"b": 1, "c": 1}}
    policy = read_policy(written, {"flag": Flag()})
    told = facts(Assurance.DECLARED, a=True, b=False)
    seen = evaluate(policy, told, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
    assert seen.outcome is Outcome.NEEDS_REVIEW
    assert claim_of(policy, seen).groups == ("c", "")
    told = facts(Assurance.DECLARED, a=True, b=True)
    seen = evaluate(policy, told, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
    assert claim_of(policy, seen).groups == ("b",)


def _next(policy: Policy, told: Mapping[str, FactValue]) -> str | None:
    known = declared(told)
    seen = evaluate(policy, known, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
    wanted = place_facts(policy, seen, known, as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("abc"))
    return next_of(policy, seen, wanted, passed=set(), catalogue=catalogue("abc"))


def _path(policy: Policy, person: Mapping[str, FactValue]) -> Iterator[str]:
    """The path of an application: what decides the outcome, then what decides the turn of those who may be served."""
    told: dict[str, FactValue] = {}
    while name := next_of(
        policy, _evaluated(policy, told), _for_place(policy, told), passed=set(), catalogue=CATALOGUE
    ):
        assert name not in told
        yield name
        told[name] = person[name]


def _for_place(policy: Policy, told: Mapping[str, FactValue]) -> tuple[str, ...]:
    return place_facts(
        policy, _evaluated(policy, told), declared(told), as_of=DAY, standards=NO_STANDARDS, catalogue=CATALOGUE
    )


def _evaluated(policy: Policy, told: Mapping[str, FactValue]) -> Evaluation:
    return evaluate(policy, declared(told), as_of=DAY, standards=NO_STANDARDS, catalogue=CATALOGUE)


def _claims(policy: Policy, told: Mapping[str, FactValue]) -> tuple[str | None, ...]:
    """Group and class as if all were confirmed, worked out without the engine's own idea of what is wanted."""
    leaves = leaf_values(policy, declared(told), as_of=DAY, standards=NO_STANDARDS)
    return tuple(
        next((name for name in names if truth_of(policy.named(name), lambda leaf: leaves[leaf].met) is True), None)
        for names in names_that_rank(policy)
    )


def _could_change(policy: Policy, told: Mapping[str, FactValue], name: str) -> bool:
    others = [fact for fact in FACTS if fact not in told and fact != name]
    return any(
        _claims(policy, {**told, **more}) != _claims(policy, {**told, **more, name: value})
        for more in answers(others)
        for value in DOMAINS[name]
    )
