"""Places for applicants: never more than there are, in the published order, and the same for whoever repeats it."""

import hashlib
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.tenant_plane.eligibility.allocate import Applicant, Placing, names_met, rank
from seoul_learn.tenant_plane.eligibility.quota import Quota, Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Order, Ranking, TieBreak
from tests.unit.eligibility.flags import policy

NINE = datetime(2025, 11, 3, 0, 0, tzinfo=UTC)
GROUPS = ("primary", "middle", "high")
CLASSES = ("recipient", "near_poor")


def applicant(reference: str, minute: int = 0, *meets: str) -> Applicant:
    return Applicant(reference=reference, submitted_at=NINE + timedelta(minutes=minute), meets=frozenset(meets))


def admitted(placings: tuple[Placing, ...]) -> list[str]:
    return [one.reference for one in placings if one.admitted]


def test_first_come_first_served() -> None:
    placings = rank([applicant("B", 2), applicant("A", 3), applicant("C", 1)], None, Quota(places=2))
    assert admitted(placings) == ["C", "B"]


def test_a_class_of_greater_need_comes_before_an_earlier_hour() -> None:
    ranking = Ranking(order=Order.PRIORITY, by=CLASSES)
    late = applicant("A", 9, "recipient")
    placings = rank([applicant("B", 1), late, applicant("C", 2, "near_poor")], ranking, Quota(places=2))
    assert admitted(placings) == ["A", "C"]


def test_somebody_is_of_the_first_class_she_meets_and_of_no_second_one() -> None:
    ranking = Ranking(order=Order.PRIORITY, by=CLASSES)
    both, one = applicant("A", 2, "recipient", "near_poor"), applicant("B", 1, "recipient")
    assert [each.reference for each in rank([both, one], ranking, None)] == ["B", "A"]


def test_equals_to_the_minute_are_told_apart_by_their_reference() -> None:
    assert [one.reference for one in rank([applicant("B"), applicant("A")], None, None)] == ["A", "B"]


def test_a_lot_can_be_drawn_again_with_any_tool() -> None:
    ranking = Ranking(order=Order.LOTTERY, seed="2026년 3월 2일 로또 1번 공 7")
    (placing,) = rank([applicant("SL-1234")], ranking, None)
    assert placing.lot == hashlib.sha256("2026년 3월 2일 로또 1번 공 7SL-1234".encode()).hexdigest()


def test_another_seed_draws_another_order() -> None:
    many = [applicant(f"R{number}") for number in range(20)]
    orders = {
        tuple(one.reference for one in rank(many, Ranking(order=Order.LOTTERY, seed=seed), None)) for seed in "abcd"
    }
    assert len(orders) == 4


def test_a_lot_decides_between_equals_of_one_class() -> None:
    ranking = Ranking(order=Order.PRIORITY, by=("recipient",), tie_break=TieBreak.LOTTERY, seed="s")
    everybody = [applicant(f"R{number}", number, "recipient") for number in range(9)]
    placings = rank(everybody, ranking, None)
    assert [one.lot for one in placings] == sorted(one.lot or "" for one in placings)
    assert [one.reference for one in placings] != [one.reference for one in everybody]


def test_places_of_a_group_that_are_not_wanted_stay_empty_unless_the_policy_opens_them() -> None:
    everybody = [applicant(f"M{number}", number, "middle") for number in range(4)]
    kept = Quota(places=4, by={"primary": 2, "middle": 2})
    opened = Quota(places=4, by={"primary": 2, "middle": 2}, unfilled=Unfilled.OPENED)
    assert len(admitted(rank(everybody, None, kept))) == 2
    assert len(admitted(rank(everybody, None, opened))) == 4


def test_those_of_no_group_share_what_the_groups_leave() -> None:
    quota = Quota(places=3, by={"primary": 2})
    placings = rank([applicant("A", 1), applicant("B", 2), applicant("C", 3, "primary")], None, quota)
    assert admitted(placings) == ["A", "C"]


def test_two_applications_of_one_reference_are_refused() -> None:
    with pytest.raises(ValueError, match="one reference"):
        rank([applicant("A"), applicant("A", 1)], None, None)


def test_a_rule_can_be_named_where_a_criterion_can() -> None:
    ruled = policy("a or b", "ab")
    assert names_met(ruled, {"a": True, "b": None}) == {"a", "eligible"}
    assert names_met(ruled, {"a": None, "b": None}) == frozenset()


_applicants = st.lists(
    st.builds(
        applicant,
        st.text("ABCDEF123", min_size=1, max_size=6),
        st.integers(0, 5),
    ).flatmap(
        lambda one: st.frozensets(st.sampled_from((*GROUPS, *CLASSES))).map(
            lambda meets: Applicant(reference=one.reference, submitted_at=one.submitted_at, meets=meets)
        )
    ),
    unique_by=lambda one: one.reference,
    max_size=25,
)
_rankings = st.one_of(
    st.just(None),
    st.builds(Ranking, order=st.just(Order.LOTTERY), seed=st.text(max_size=5)),
    st.builds(
        Ranking,
        order=st.just(Order.PRIORITY),
        by=st.permutations(CLASSES).map(tuple),
        tie_break=st.sampled_from(TieBreak),
        seed=st.text(max_size=5),
    ),
)
_quotas = st.fixed_dictionaries({group: st.integers(1, 4) for group in GROUPS}).flatmap(
    lambda by: st.builds(
        Quota,
        places=st.integers(sum(by.values()), sum(by.values()) + 5),
        by=st.just(by),
        unfilled=st.sampled_from(Unfilled),
    )
)


@given(_applicants, _rankings, _quotas)
def test_there_are_never_more_admitted_than_places(
    everybody: list[Applicant], ranking: Ranking | None, quota: Quota
) -> None:
    placings = rank(everybody, ranking, quota)
    assert len(placings) == len(everybody)
    assert len(admitted(placings)) <= quota.places
    if quota.unfilled is Unfilled.KEPT:
        for group, places in quota.by.items():
            assert sum(one.admitted for one in placings if one.group == group) <= places
    else:
        assert len(admitted(placings)) == min(quota.places, len(everybody))


@given(_applicants, _rankings, _quotas)
def test_within_a_group_nobody_is_passed_over_for_somebody_behind(
    everybody: list[Applicant], ranking: Ranking | None, quota: Quota
) -> None:
    placings = rank(everybody, ranking, quota)
    for group in (*GROUPS, None):
        standing = [one.admitted for one in placings if one.group == group]
        assert standing == sorted(standing, reverse=True)


@given(_applicants, _quotas)
def test_who_is_of_a_greater_need_stands_before_who_is_of_less(everybody: list[Applicant], quota: Quota) -> None:
    ranking = Ranking(order=Order.PRIORITY, by=CLASSES)
    meets = {one.reference: one.meets for one in everybody}
    classes = [
        next((place for place, name in enumerate(CLASSES) if name in meets[one.reference]), 2)
        for one in rank(everybody, ranking, quota)
    ]
    assert classes == sorted(classes)


@given(_applicants, _rankings, _quotas, st.randoms(use_true_random=False))
def test_the_order_in_which_applications_are_read_changes_nothing(
    everybody: list[Applicant], ranking: Ranking | None, quota: Quota, chance: random.Random
) -> None:
    shuffled = list(everybody)
    chance.shuffle(shuffled)
    assert rank(shuffled, ranking, quota) == rank(everybody, ranking, quota)
