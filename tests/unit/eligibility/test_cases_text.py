"""Cases are kept as their author wrote them, whatever a form adds, changes or takes away."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from seoul_learn.tenant_plane.eligibility.cases import (
    Case,
    Expected,
    Vouched,
    parted,
    read_cases,
    repinned,
    with_case,
    with_copies,
    without_case,
)

REAL = sorted((Path(__file__).parents[3] / "tenants").glob("*/policies/*/cases.toml"))
ANN = Case(
    name="앤, “셋”", as_of=date(2026, 3, 2), facts={"household.children": 3, "learner.categories": []},
    expect=Expected.eligible, assurance=Vouched.declared, version=date(2026, 3, 1),
)  # fmt: skip


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.parts[-4])
def test_one_case_more_leaves_all_others_as_they_are(file: Path) -> None:
    text = file.read_text("utf-8")
    before = read_cases(text)
    assert before.faults == ()
    more = with_case(text, ANN)
    assert more.startswith(text)
    assert read_cases(more).cases == (*before.cases, ANN)
    assert read_cases(without_case(more, ANN.name)).cases == before.cases
    changed = Case(name="another", as_of=date(2026, 1, 1), facts={}, expect=Expected.needs_facts)
    second = before.cases[1]
    replaced = read_cases(with_case(text, changed, instead_of=second.name)).cases
    assert replaced == (before.cases[0], changed, *before.cases[2:])


def test_the_first_case_is_written_into_nothing() -> None:
    text = with_case("", ANN)
    assert read_cases(text).cases == (ANN,)
    assert without_case(text, ANN.name).strip() == ""


def test_every_fault_is_named_with_its_line() -> None:
    text = '[[case]]\nname = "a"\nas_of = "soon"\nfacts = {}\nexpect = "eligible"\n\n[[case]]\nname = "b"\n[other]\n'
    faults = read_cases(text).faults
    assert [(fault.line, fault.field) for fault in faults] == [(9, "other"), (3, "case[0].as_of"), (7, "case[1].as_of")]
    twice = with_case(with_case("", ANN), ANN)
    assert "two cases are called" in read_cases(twice).faults[0].message
    assert read_cases("this = is = not").faults[0].line == 1


def test_cases_go_with_the_day_of_their_draft_and_are_copied_once() -> None:
    text = with_case("", ANN)
    assert tomllib.loads(repinned(text, date(2026, 3, 1), date(2026, 4, 1)))["case"][0]["version"] == date(2026, 4, 1)
    copied = with_copies(text, (ANN,), version=date(2027, 1, 1))
    assert [case.version for case in read_cases(copied).cases] == [date(2026, 3, 1), date(2027, 1, 1)]
    assert with_copies(copied, (ANN,), version=date(2027, 1, 1)) == copied


def test_cases_of_a_version_are_parted_from_the_others_with_the_words_above_them() -> None:
    text = (
        '# About all of them.\n\n[[case]]\nname = "a"\nversion = 2027-03-02\n\n'
        '# Above b.\n[[case]]\nname = "b"\n[case.facts]\n"household.size" = 3\n\n# Above c.\n[[case]]\nname = "c"\n'
        "version = 2027-03-02\n"
    )
    rest, taken = parted(text, frozenset({date(2027, 3, 2)}))
    assert rest == '# About all of them.\n\n# Above b.\n[[case]]\nname = "b"\n[case.facts]\n"household.size" = 3\n'
    assert taken == (
        '[[case]]\nname = "a"\nversion = 2027-03-02\n\n# Above c.\n[[case]]\nname = "c"\nversion = 2027-03-02\n'
    )
    assert parted(text, frozenset({date(2028, 3, 2)})) == (text, "")
