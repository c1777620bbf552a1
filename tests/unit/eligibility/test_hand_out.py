"""Places handed out step by step: never too many, nobody passed over, and in the end the same as all at once."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from seoul_learn.tenant_plane.eligibility.allocate import Applicant, rank
from seoul_learn.tenant_plane.eligibility.hand_out import REST, PlacingState, Turn, next_admitted, places_of
from seoul_learn.tenant_plane.eligibility.quota import Quota, Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Order, Ranking

NINE = datetime(2025, 11, 3, 0, 0, tzinfo=UTC)
GROUPS = ("primary", "middle", "high")
ALL_GROUPS = (*GROUPS, REST)


def turn(reference: str, minute: int, state: PlacingState, *groups: str, need: int = 0, holds: bool = False) -> Turn:
    return Turn(
        reference=reference, submitted_at=NINE + timedelta(minutes=minute), state=state, groups=groups or (REST,),
        need=need, holds=holds,
    )  # fmt: skip


def waiting(reference: str, minute: int, *groups: str) -> Turn:
    return turn(reference, minute, PlacingState.WAITING, *groups)


def pending(reference: str, minute: int, *groups: str, holds: bool = True) -> Turn:
    return turn(reference, minute, PlacingState.UNDETERMINED, *groups, holds=holds)


def admitted(reference: str, minute: int, *groups: str) -> Turn:
    return turn(reference, minute, PlacingState.ADMITTED, *groups)


def test_the_last_place_is_kept_for_an_earlier_application_that_waits_for_an_officer() -> None:
    turns = [pending("A", 1), waiting("B", 2)]
    assert next_admitted(turns, None, Quota(places=1), opens=False) == ()
    assert next_admitted(turns, None, Quota(places=2), opens=False) == ("B",)


def test_a_later_application_that_waits_for_an_officer_keeps_nothing_from_an_earlier_one() -> None:
    assert next_admitted([waiting("A", 1), pending("B", 2)], None, Quota(places=1), opens=False) == ("A",)


def test_somebody_who_does_not_answer_keeps_her_turn_for_a_time_only() -> None:
    turns = [pending("A", 1, holds=False), waiting("B", 2)]
    assert next_admitted(turns, None, Quota(places=1), opens=False) == ("B",)


def test_an_earlier_application_keeps_a_place_only_of_the_groups_that_it_may_be_of() -> None:
    quota = Quota(places=2, by={"primary": 1, "middle": 1})
    turns = [pending("A", 1, "primary"), waiting("B", 2, "primary"), waiting("C", 3, "middle")]
    assert next_admitted(turns, None, quota, opens=False) == ("C",)


def test_what_a_group_leaves_free_is_opened_when_it_is_known_and_not_before() -> None:
    quota = Quota(places=2, by={"primary": 1, "middle": 1}, unfilled=Unfilled.OPENED)
    turns = [admitted("A", 1, "middle"), waiting("B", 2, "middle")]
    assert next_admitted(turns, None, quota, opens=False) == ()
    assert next_admitted(turns, None, quota, opens=True) == ("B",)
    assert next_admitted([*turns, pending("C", 3, "primary")], None, quota, opens=True) == ()
    kept = msgspec.structs.replace(quota, unfilled=Unfilled.KEPT)
    assert next_admitted(turns, None, kept, opens=True) == ()


_quotas = st.builds(
    lambda by, more, unfilled: Quota(places=sum(by.values()) + more or 1, by=by, unfilled=unfilled),
    st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 3), max_size=3),
    st.integers(0, 3),
    st.sampled_from(Unfilled),
)
_people = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(ALL_GROUPS), st.integers(0, 2), st.booleans()), max_size=14
)
_rankings = st.sampled_from(
    [
        None,
        Ranking(order=Order.FIRST_COME),
        Ranking(order=Order.PRIORITY, by=("first", "second")),
        Ranking(order=Order.LOTTERY, seed="a seed"),
    ]
)


@given(_quotas, _people, _rankings)
def test_from_nothing_it_is_what_ranking_everybody_at_once_gives(
    quota: Quota, people: list[tuple[int, str, int, bool]], ranking: Ranking | None
) -> None:
    by = ranking.by if ranking else ()
    turns, applicants = [], []
    for place, (minute, group, need, _) in enumerate(people):
        own = group if group in quota.by else REST
        meets = frozenset((*([own] if own else []), *by[need : need + 1]))
        reference = f"R{place:02}"
        turns.append(turn(reference, minute, PlacingState.WAITING, own, need=min(need, len(by))))
        applicants.append(
            Applicant(reference=reference, submitted_at=NINE + timedelta(minutes=minute), meets=meets)
        )
    at_once = {one.reference for one in rank(applicants, ranking, quota) if one.admitted}
    assert set(next_admitted(turns, ranking, quota, opens=True)) == at_once


@given(_quotas, _people, st.randoms(use_true_random=False))
def test_in_whatever_order_officers_determine_the_same_people_get_the_places(
    quota: Quota, people: list[tuple[int, str, int, bool]], chance: random.Random
) -> None:
    """Everybody has submitted; one after another she turns out to be eligible, of one group, or not."""
    own = {f"R{place:02}": group if group in quota.by else REST for place, (_, group, _, _) in enumerate(people)}
    minutes = {f"R{place:02}": minute for place, (minute, _, _, _) in enumerate(people)}
    eligible = {f"R{place:02}" for place, (_, _, _, served) in enumerate(people) if served}
    groups = (*quota.by, REST)
    standing = {reference: pending(reference, minutes[reference], *groups) for reference in own}
    order = list(own)
    chance.shuffle(order)
    for reference in order:
        if reference in eligible:
            standing[reference] = waiting(reference, minutes[reference], own[reference])
        else:
            del standing[reference]
        # What groups leave free is opened only once the window has closed and all that is open keeps its place.
        for chosen in next_admitted(standing.values(), None, quota, opens=True):
            standing[chosen] = admitted(chosen, minutes[chosen], own[chosen])
    at_once = rank(
        [
            Applicant(
                reference=reference, submitted_at=NINE + timedelta(minutes=minutes[reference]),
                meets=frozenset([own[reference]] if own[reference] else []),
            )
            for reference in eligible
        ],
        None,
        quota,
    )  # fmt: skip
    got = {one.reference for one in standing.values() if one.state is PlacingState.ADMITTED}
    assert got == {one.reference for one in at_once if one.admitted}


class ALifeOfPlaces(RuleBasedStateMachine):
    """People come, are determined, leave and come back, and after each step the free places are given."""

    def __init__(self) -> None:
        super().__init__()
        self.quota = Quota(places=5, by={"primary": 2, "middle": 1})
        self.turns: dict[str, Turn] = {}
        self.opens = False
        self.had_place: set[str] = set()

    @rule(minute=st.integers(0, 9), group=st.sampled_from((*ALL_GROUPS[:2], REST)), at_once=st.booleans())
    def somebody_applies(self, minute: int, group: str, *, at_once: bool) -> None:
        reference = f"R{len(self.turns):03}"
        groups = (group,) if at_once else ("primary", "middle", REST)
        self.turns[reference] = (waiting if at_once else pending)(reference, minute, *groups)
        self._settle()

    @precondition(lambda self: self._in(PlacingState.UNDETERMINED))
    @rule(chosen=st.data(), group=st.sampled_from(("primary", "middle", REST)), served=st.booleans())
    def an_officer_determines(self, chosen: st.DataObject, group: str, *, served: bool) -> None:
        one = chosen.draw(st.sampled_from(self._in(PlacingState.UNDETERMINED)))
        state = PlacingState.WAITING if served else PlacingState.ENDED
        self.turns[one.reference] = msgspec.structs.replace(one, state=state, groups=(group,), holds=False)
        self._settle()

    @precondition(lambda self: self._in(PlacingState.ADMITTED) or self._in(PlacingState.WAITING))
    @rule(chosen=st.data())
    def somebody_leaves(self, chosen: st.DataObject) -> None:
        there = self._in(PlacingState.ADMITTED) + self._in(PlacingState.WAITING)
        one = chosen.draw(st.sampled_from(there))
        self.turns[one.reference] = msgspec.structs.replace(one, state=PlacingState.ENDED)
        self.had_place.discard(one.reference)
        self._settle()

    @rule()
    def the_window_closes(self) -> None:
        self.opens = True
        self.quota = msgspec.structs.replace(self.quota, unfilled=Unfilled.OPENED)
        self._settle()

    @invariant()
    def never_more_than_there_are(self) -> None:
        there = self._in(PlacingState.ADMITTED)
        assert len(there) <= self.quota.places
        if not self.opens:
            for group, places in places_of(self.quota).items():
                assert sum(group in one.groups for one in there) <= places

    @invariant()
    def nobody_loses_a_place_to_another(self) -> None:
        there = {one.reference for one in self._in(PlacingState.ADMITTED)}
        assert self.had_place <= there
        self.had_place = there

    @invariant()
    def nobody_waits_behind_a_free_place(self) -> None:
        assert next_admitted(self.turns.values(), None, self.quota, opens=self.opens) == ()

    @invariant()
    def nobody_of_a_group_waits_before_one_who_comes_later_and_has_just_been_admitted(self) -> None:
        open_or_there = [one for one in self.turns.values() if one.state is not PlacingState.ENDED]
        if not any(one.state is PlacingState.UNDETERMINED for one in open_or_there) and not self.opens:
            left = places_of(self.quota)
            for one in open_or_there:
                if one.state is PlacingState.ADMITTED:
                    left[one.groups[0]] -= 1
            assert all(left[one.groups[0]] == 0 for one in open_or_there if one.state is PlacingState.WAITING)

    def _in(self, state: PlacingState) -> list[Turn]:
        return [one for one in self.turns.values() if one.state is state]

    def _settle(self) -> None:
        for reference in next_admitted(self.turns.values(), None, self.quota, opens=self.opens):
            self.turns[reference] = msgspec.structs.replace(self.turns[reference], state=PlacingState.ADMITTED)


TestALifeOfPlaces = ALifeOfPlaces.TestCase
TestALifeOfPlaces.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
