"""Nobody who reads the counts, and knows how they are hidden, can work out one that is not shown."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.tenant_plane.impact.suppress import FEWEST, Cell, Hidden, suppress, suppress_within

COUNTS = st.lists(st.one_of(st.integers(0, 8), st.integers(0, 2000)), min_size=1, max_size=9)


def possible(place: int, cells: Sequence[Cell], total: int) -> set[int]:
    """What a reader finds possible for a hidden count: tried out, not calculated as the code does."""
    hidden = [cell for cell in cells if isinstance(cell, Hidden)]
    left = total - sum(cell for cell in cells if not isinstance(cell, Hidden))
    all_alike = set(cells) == {Hidden.WITHHELD}
    others = list(hidden)
    others.remove(cells[place])  # type: ignore[arg-type]  # a hidden one
    least = sum(FEWEST for cell in others if cell is Hidden.WITHHELD and not all_alike)
    most = None if Hidden.WITHHELD in others else (FEWEST - 1) * len(others)
    of_itself = range(FEWEST) if cells[place] is Hidden.FEW else range(0 if all_alike else FEWEST, left + 1)
    return {
        value for value in of_itself if left - value >= least and (most is None or left - value <= most)
    }


@given(COUNTS)
def test_no_hidden_count_can_be_worked_out_from_those_beside_it_and_their_sum(counts: list[int]) -> None:
    cells, total = suppress(counts), sum(counts)
    for place, cell in enumerate(cells):
        if isinstance(cell, Hidden) and total >= FEWEST:
            assert len(possible(place, cells, total)) > 1, (counts, cells)
            assert counts[place] in possible(place, cells, total)


@given(COUNTS)
def test_what_is_shown_is_right_and_never_small(counts: list[int]) -> None:
    for count, cell in zip(counts, suppress(counts), strict=True):
        if cell is Hidden.FEW:
            assert count < FEWEST
        elif cell is not Hidden.WITHHELD:
            assert cell == count >= FEWEST


@given(COUNTS)
def test_what_has_nothing_small_is_shown_as_it_is(counts: list[int]) -> None:
    large = [count + FEWEST for count in counts]
    assert suppress(large) == tuple(large)


@given(COUNTS)
def test_a_sum_that_is_not_shown_is_not_given_away_by_its_parts(counts: list[int]) -> None:
    assert set(suppress_within(counts, Hidden.WITHHELD)) == {Hidden.WITHHELD}


def test_one_small_count_takes_the_smallest_other_with_it() -> None:
    assert suppress([3, 40, 9]) == (Hidden.FEW, 40, Hidden.WITHHELD)


def test_a_nought_is_not_given_away_by_a_count_of_five_beside_it() -> None:
    assert suppress([0, 5, 40]) == (Hidden.FEW, Hidden.WITHHELD, Hidden.WITHHELD)


def test_two_fours_that_make_eight_are_not_called_small() -> None:
    assert suppress([4, 4]) == (Hidden.WITHHELD, Hidden.WITHHELD)
