"""What may become of a tenant's policy versions: drafts change freely, published ones only move on. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.eligibility.read_policy import digest_of
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus, PolicyText

_MOVES: Mapping[PolicyStatus, tuple[PolicyStatus, ...]] = {
    # A draft may come into force at once; nothing comes back, and nothing was in force that never came into force.
    PolicyStatus.DRAFT: (PolicyStatus.ANNOUNCED, PolicyStatus.IN_FORCE),
    PolicyStatus.ANNOUNCED: (PolicyStatus.IN_FORCE,),
    PolicyStatus.IN_FORCE: (PolicyStatus.SUPERSEDED,),
    PolicyStatus.SUPERSEDED: (),
}
# The line of the status within [policy]: up to it no line begins another table.
_STATUS = re.compile(
    r"""(^\[policy\][^\n]*\n(?:(?!\s*\[)[^\n]*\n)*?)([ \t]*status[ \t]*=[ \t]*)("[^"\n]*"|'[^'\n]*')([^\n]*)""",
    re.MULTILINE,
)


class PolicyStays(Refused):
    """A published version keeps saying what it said, and only moves on; write a new version."""


def refuse_changes(before: Sequence[PolicyText], after: Sequence[PolicyText]) -> None:
    """Refuse whatever would change, take away or move back a published version. Raises PolicyStays."""
    for refused in _refusals(before, after):
        raise refused


def moves_from(status: PolicyStatus) -> tuple[PolicyStatus, ...]:
    """Where a version may go from a status."""
    return _MOVES[status]


def with_status(text: str, status: PolicyStatus) -> str:
    """The text of a policy saying this status, with all else as its author wrote it."""
    return _STATUS.sub(lambda found: f'{found[1]}{found[2]}"{status.value}"{found[4]}', text, count=1)


def wording(text: str) -> str:
    """The text without what it says of its status: comments and spacing of a published version stay as well."""
    return _STATUS.sub(r"\1", text, count=1)


def _refusals(before: Sequence[PolicyText], after: Sequence[PolicyText]) -> Iterator[PolicyStays]:
    known = {(one.programme, one.effective_from): one for one in before}
    wanted = {(one.programme, one.effective_from): one for one in after}
    newest: dict[str, date] = {}
    for one in before:
        if one.status in DECIDING:
            newest[one.programme] = max(newest.get(one.programme, date.min), one.effective_from)
    for key, one in wanted.items():
        there = known.get(key)
        if there is None or there.status is PolicyStatus.DRAFT:
            yield from _late(one, newest.get(one.programme))
        if there is not None:
            yield from _changed(there, one)
    for key, one in known.items():
        if one.status is not PolicyStatus.DRAFT and key not in wanted:
            yield _stays(one)


def _changed(there: PolicyText, one: PolicyText) -> Iterator[PolicyStays]:
    if there.status is not PolicyStatus.DRAFT and wording(there.text) != wording(one.text):
        if digest_of(tomllib.loads(there.text)) != digest_of(tomllib.loads(one.text)):
            yield _stays(there)
        else:
            yield PolicyStays(
                "The policy of %(day)s for %(programme)s is published, so its comments and spacing stay as well. Put "
                "the text back as `seoul-learn tenant export` writes it.",
                day=one.effective_from, programme=one.programme,
            )  # fmt: skip
    if there.status is not one.status and one.status not in _MOVES[there.status]:
        yield PolicyStays(
            "The policy of %(day)s for %(programme)s cannot go from %(before)s to %(after)s. The way is draft, "
            "announced, in_force, superseded, and never back.",
            day=one.effective_from, programme=one.programme, before=there.status.value, after=one.status.value,
        )  # fmt: skip


def _late(one: PolicyText, newest: date | None) -> Iterator[PolicyStays]:
    """A version that comes to decide is later than all that have decided, or it would rewrite what was decided."""
    if newest is not None and one.status in DECIDING and one.effective_from <= newest:
        yield PolicyStays(
            "The policy of %(newest)s for %(programme)s decides already, so none of %(day)s can be put before it. "
            "Write a version with a later effective_from.",
            day=one.effective_from, programme=one.programme, newest=newest,
        )  # fmt: skip


def _stays(one: PolicyText) -> PolicyStays:
    day, programme = one.effective_from, one.programme
    if one.status is PolicyStatus.ANNOUNCED:
        return PolicyStays(
            "The policy of %(day)s for %(programme)s has been announced, so its text stays as it is. Put the text "
            "back, and write a new version with another effective_from.",
            day=day, programme=programme,
        )  # fmt: skip
    if one.status is PolicyStatus.IN_FORCE:
        return PolicyStays(
            "The policy of %(day)s for %(programme)s is in force since then, so its text stays as it is. Put the "
            "text back, and write a new version with a later effective_from.",
            day=day, programme=programme,
        )  # fmt: skip
    return PolicyStays(
        "The policy of %(day)s for %(programme)s has decided about people, so its text stays as it is. Put the text "
        "back, and write a new version with a later effective_from.",
        day=day, programme=programme,
    )  # fmt: skip
