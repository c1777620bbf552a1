"""What a learner may choose: of random rules, grants and picks, never more than granted and never against a rule."""

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.tenant_plane.catalogue.values import Contract, ContractState, ContractTerms
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.enrolments.choosing import Choosing, Held
from seoul_learn.tenant_plane.enrolments.errors import NotTogether, TooManyChosen
from seoul_learn.tenant_plane.programmes.choice_rules import ChoiceRules

_SPACE = UUID(int=7)
_CATEGORIES = ("school_subject", "reading", "art")
_LEVELS = ("primary", "middle")


def contract(offering: str, category: str, *, levels: tuple[str, ...] = (), paused: bool = False) -> Contract:
    return Contract(
        id=uuid5(_SPACE, offering),
        state=ContractState.PAUSED if paused else ContractState.OPEN,
        terms=ContractTerms(
            offering=offering, provider="invented", provider_name={}, name={"en": offering}, category=category,
            category_name={}, levels=list(levels), market_price_minor=1, currency="KRW", price_per="month",
            ships=False, seats=None, term_months=12, connector="voucher", config={}, illustrative=None,
        ),
    )


_OFFERINGS = [f"offering-{one}" for one in range(6)]
_offering = st.sampled_from(_OFFERINGS)


@st.composite
def catalogues(draw: st.DrawFn) -> list[Contract]:
    return [
        contract(
            one,
            draw(st.sampled_from(_CATEGORIES)),
            levels=draw(st.sampled_from([(), ("primary",), ("middle",)])),
            paused=draw(st.booleans()) and draw(st.booleans()),
        )
        for one in _OFFERINGS
    ]


rules = st.builds(
    ChoiceRules,
    required=st.lists(_offering, max_size=1).map(tuple),
    additional=st.lists(_offering, max_size=2, unique=True).map(tuple),
    requires=st.dictionaries(_offering, st.lists(_offering, min_size=1, max_size=1).map(tuple), max_size=1),
    excludes=st.lists(st.lists(_offering, min_size=2, max_size=3, unique=True).map(tuple), max_size=1).map(tuple),
)
granted = st.lists(st.sampled_from(_CATEGORIES), min_size=1, max_size=4).map(tuple)


@given(catalogues(), rules, granted, st.data())
def test_whatever_is_picked_again_and_again_stays_within_the_grant_and_the_rules(
    catalogue: list[Contract], rules: ChoiceRules, slots: tuple[str, ...], data: st.DataObject
) -> None:
    at_most = data.draw(st.integers(1, len(slots)))
    level = data.draw(st.sampled_from([None, *_LEVELS]))
    learner = Choosing(slots=slots, at_most=at_most, level=level, rules=rules)
    by_offering = {one.terms.offering: one for one in catalogue}
    for _ in range(3):
        picked = [
            by_offering[one]
            for one in data.draw(st.lists(_offering, min_size=1, max_size=4, unique=True))
            if one not in learner.has
        ]
        try:
            taken = learner.slots_for(picked, catalogue)
        except Refused:
            continue
        held = [
            Held(offering=one, category=by_offering[one].terms.category, slot=slot) for one, slot in taken.items()
        ]
        learner = Choosing(slots=slots, at_most=at_most, level=level, rules=rules, held=(*learner.held, *held))
    using = [one for one in learner.held if one.slot is not None]
    assert len(using) <= at_most
    assert len({(one.category, one.slot) for one in using}) == len(using)
    for category in _CATEGORIES:
        assert sum(one.category == category for one in using) <= slots.count(category)
    for one in learner.held:
        assert by_offering[one.offering].state is ContractState.OPEN
        assert level is None or not (fits := by_offering[one.offering].terms.levels) or level in fits
        assert set(rules.requires.get(one.offering, ())) <= learner.has
    for excluded in rules.excludes:
        assert len(learner.has & set(excluded)) <= 1


@given(catalogues(), rules, granted)
def test_what_is_shown_as_choosable_can_be_chosen_with_what_it_comes_with(
    catalogue: list[Contract], rules: ChoiceRules, slots: tuple[str, ...]
) -> None:
    learner = Choosing(slots=slots, at_most=len(slots), level=None, rules=rules)
    for one in catalogue:
        if learner.bar(one) is not None:
            with pytest.raises(Refused):
                learner.slots_for([one], catalogue)


def test_a_slot_that_was_left_after_the_cooling_off_stays_used() -> None:
    left = Held(offering="offering-0", category="reading", slot=1, left=True)
    learner = Choosing(slots=("reading", "art"), at_most=2, held=(left,))
    other = contract("offering-1", "reading")
    assert isinstance(learner.bar(other), TooManyChosen)
    assert learner.has == frozenset()
    assert learner.bar(contract("offering-2", "art")) is None


def test_what_is_required_but_cannot_be_had_keeps_nobody_from_choosing() -> None:
    required = contract("offering-0", "reading", paused=True)
    wanted = contract("offering-1", "art")
    learner = Choosing(slots=("reading", "art"), at_most=2, rules=ChoiceRules(required=("offering-0",)))
    assert learner.slots_for([wanted], [required, wanted]) == {"offering-1": 1}


def test_one_of_two_that_exclude_each_other_can_be_chosen_when_neither_is_there() -> None:
    first, second = contract("offering-0", "reading"), contract("offering-1", "art")
    rules = ChoiceRules(excludes=(("offering-0", "offering-1"),))
    learner = Choosing(slots=("reading", "art"), at_most=2, rules=rules)
    assert learner.slots_for([first], [first, second]) == {"offering-0": 1}
    with pytest.raises(NotTogether):
        learner.slots_for([first, second], [first, second])
