"""What may become of a tenant's policy versions."""

from datetime import date

import pytest

from seoul_learn.tenant_plane.eligibility.publish import PolicyStays, moves_from, refuse_changes, with_status, wording
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText

TEXT = """\
# A comment with status = "none of it".
[policy]
programme = "learn"
effective_from = 2024-07-01
status = "{status}"                     # draft | announced | in_force | superseded
source = "a test"

[criteria.a]
status = "citizen"
"""
JULY = date(2024, 7, 1)


def version(status: PolicyStatus, day: date = JULY, *, more: str = "") -> PolicyText:
    text = TEXT.replace("{status}", status.value) + more
    return PolicyText(programme="learn", effective_from=day, status=status, text=text)


def test_the_status_moves_and_all_else_of_the_text_stays() -> None:
    moved = with_status(TEXT.replace("{status}", "in_force"), PolicyStatus.SUPERSEDED)
    assert moved == TEXT.replace("{status}", "superseded")
    assert wording(moved) == wording(TEXT.replace("{status}", "draft"))
    assert 'status = "citizen"' in wording(moved)


@pytest.mark.parametrize("status", [PolicyStatus.ANNOUNCED, PolicyStatus.IN_FORCE, PolicyStatus.SUPERSEDED])
@pytest.mark.parametrize("more", ["\n[rule]\n", "# another comment\n"])
def test_a_published_text_stays_comments_and_all(status: PolicyStatus, more: str) -> None:
    with pytest.raises(PolicyStays, match="Put the text"):
        refuse_changes([version(status)], [version(status, more=more)])


def test_the_refusal_names_the_day_and_the_way_out() -> None:
    with pytest.raises(PolicyStays) as refused:
        refuse_changes([version(PolicyStatus.IN_FORCE)], [version(PolicyStatus.IN_FORCE, more="\n[rule]\n")])
    assert str(refused.value) == (
        "The policy of 2024-07-01 for learn is in force since then, so its text stays as it is. Put the text back, "
        "and write a new version with a later effective_from."
    )


def test_a_published_version_cannot_be_left_out() -> None:
    with pytest.raises(PolicyStays):
        refuse_changes([version(PolicyStatus.SUPERSEDED)], [])


def test_drafts_change_and_vanish_freely() -> None:
    draft = version(PolicyStatus.DRAFT)
    refuse_changes([draft], [version(PolicyStatus.DRAFT, more="\n[rule]\n")])
    refuse_changes([draft], [version(PolicyStatus.IN_FORCE, more="\n[rule]\n")])
    refuse_changes([draft], [])


def test_a_version_only_moves_on() -> None:
    order = list(PolicyStatus)
    for before in order:
        for after in order:
            if before is after or after in moves_from(before):
                refuse_changes([version(before)], [version(after)])
                assert order.index(after) >= order.index(before)
            else:
                with pytest.raises(PolicyStays):
                    refuse_changes([version(before)], [version(after)])


def test_nothing_was_in_force_that_never_came_into_force() -> None:
    assert PolicyStatus.SUPERSEDED not in moves_from(PolicyStatus.ANNOUNCED)
    assert PolicyStatus.SUPERSEDED not in moves_from(PolicyStatus.DRAFT)


def test_no_version_is_put_before_one_that_decides_already() -> None:
    there = version(PolicyStatus.IN_FORCE)
    earlier = version(PolicyStatus.SUPERSEDED, date(2024, 6, 1))
    with pytest.raises(PolicyStays, match="decides already"):
        refuse_changes([there], [there, earlier])
    refuse_changes([there], [there, version(PolicyStatus.DRAFT, date(2024, 6, 1))])
    refuse_changes([], [there, earlier])
