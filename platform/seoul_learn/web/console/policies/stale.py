"""A save over what a colleague saved meanwhile: what was typed stays on the page, beside what differs."""

from collections.abc import Callable

import msgspec

from seoul_learn.tenant_plane.eligibility.compare_policies import compare_policies
from seoul_learn.tenant_plane.eligibility.drafts import mark_of
from seoul_learn.web.console.policies.difference_words import DifferenceLine, difference_lines
from seoul_learn.web.shared.page import Looking


class Stale(msgspec.Struct, frozen=True, kw_only=True):
    """`mark` is that of the text as it is now: saved again, what was typed is put on top of it. `lines` are what
    that would change; none where the change cannot be made to that text any more."""

    mark: str
    lines: tuple[DifferenceLine, ...]


def stale(now: str, change: Callable[[str], str], reader: Looking) -> Stale:
    """What to tell whoever has saved too late."""
    try:
        wanted = change(now)
        lines = difference_lines(compare_policies(now, wanted), reader)
    except Exception:  # whatever a colleague did to the text, the officer's page must come
        lines = ()
    return Stale(mark=mark_of(now), lines=lines)
