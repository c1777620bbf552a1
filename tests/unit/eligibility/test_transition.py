"""Applications in flight while a new version takes effect."""

from datetime import date
from typing import Any

import pytest

from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.policy import Policy, Transition
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.record import transition_of
from seoul_learn.tenant_plane.eligibility.transition import best_of, in_flight
from tests.unit.eligibility.flags import Flag, document, facts
from tests.unit.eligibility.test_evaluate import seen

SPRING, JULY, OCTOBER = date(2024, 3, 4), date(2024, 7, 1), date(2024, 10, 1)
SUBMITTED = date(2024, 7, 9)


def version(day: date, rule: str, transition: Transition = Transition.KEEP, **grant: Any) -> Policy:
    written = document(rule, "ab")
    written["policy"] |= {"effective_from": day, "transition": transition.value}
    written["grants"][0] |= grant
    return read_policy(written, {"flag": Flag()})


BEGUN = version(SPRING, "a")


def tried(*later: Policy) -> list[date]:
    return [one.policy.effective_from for one in in_flight(BEGUN, later, law_day=SUBMITTED).tried]


def test_without_a_newer_version_there_is_nothing_to_say() -> None:
    flight = in_flight(BEGUN, [], law_day=SUBMITTED)
    assert flight.rule is None
    assert transition_of(flight, [seen(BEGUN, facts(a=True))], 0) is None


@pytest.mark.parametrize(
    ("transition", "days"),
    [
        (Transition.KEEP, [SPRING]),
        (Transition.REDETERMINE, [JULY]),
        (Transition.APPLICANTS_ADVANTAGE, [SPRING, JULY]),
    ],
)
def test_the_newer_version_says_what_becomes_of_the_application(transition: Transition, days: list[date]) -> None:
    assert tried(version(JULY, "b", transition)) == days


def test_each_of_several_newer_versions_is_heard_in_turn() -> None:
    keep, anew = version(JULY, "b"), version(JULY, "b", Transition.REDETERMINE)
    better = version(OCTOBER, "a or b", Transition.APPLICANTS_ADVANTAGE)
    assert tried(keep, better) == [SPRING, OCTOBER]
    assert tried(anew, better) == [JULY, OCTOBER]
    assert tried(anew, version(OCTOBER, "a")) == [JULY]


def test_the_day_of_the_law_is_the_submission_or_the_first_day_of_a_later_version() -> None:
    flight = in_flight(BEGUN, [version(OCTOBER, "b", Transition.APPLICANTS_ADVANTAGE)], law_day=SUBMITTED)
    assert [one.as_of for one in flight.tried] == [SUBMITTED, OCTOBER]


@pytest.mark.parametrize(
    ("told", "decides", "outcome"),
    [
        ({"a": True, "b": False}, SPRING, Outcome.ELIGIBLE),
        ({"a": False, "b": True}, JULY, Outcome.ELIGIBLE),
        ({"a": False, "b": False}, JULY, Outcome.INELIGIBLE),
        ({"a": False}, JULY, Outcome.NEEDS_FACTS),
        ({"a": True, "b": True}, JULY, Outcome.ELIGIBLE),
    ],
)
def test_the_outcome_that_is_better_for_the_applicant_decides(
    told: dict[str, bool], decides: date, outcome: Outcome
) -> None:
    flight = in_flight(BEGUN, [version(JULY, "b", Transition.APPLICANTS_ADVANTAGE)], law_day=SUBMITTED)
    evaluations = [seen(one.policy, facts(**told)) for one in flight.tried]
    best = best_of(evaluations)
    assert flight.tried[best].policy.effective_from == decides
    assert evaluations[best].outcome is outcome
    written = transition_of(flight, evaluations, best)
    assert written is not None
    assert (written.begun_under, written.newest) == (SPRING, JULY)
    assert [other.effective_from for other in written.others] == [day for day in (SPRING, JULY) if day != decides]


def test_of_two_that_are_eligible_the_one_with_more_slots_is_better() -> None:
    two = [{"category": "reading"}, {"category": "language_certificate"}]
    more, less = version(SPRING, "a", slots=two, at_most=2), version(JULY, "a", Transition.APPLICANTS_ADVANTAGE)
    assert best_of([seen(more, facts(a=True)), seen(less, facts(a=True))]) == 0
