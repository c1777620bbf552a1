"""What holds a published version in its place: when it became so, by whose hands, and what those who lose keep."""

from datetime import datetime
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.eligibility.publications import publications_of
from seoul_learn.tenant_plane.people.queries import list_officers
from seoul_learn.web.console.policies.loser_words import rule_words
from seoul_learn.web.shared.work import Work


class PublishedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One step. The two officers by name, '' where nobody of the console took it; `for_losers` in words."""

    status: str
    at: datetime
    proposed_by: str
    confirmed_by: str
    for_losers: str


async def published_lines(work: Work, version_id: UUID) -> tuple[PublishedLine, ...]:
    """Every step of a version, the oldest first."""
    named = {one.id: one.display_name for one in await list_officers(work.session)}
    return tuple(
        PublishedLine(
            status=one.status.value,
            at=one.published_at,
            proposed_by=named.get(one.proposed_by, "") if one.proposed_by else "",
            confirmed_by=named.get(one.confirmed_by, "") if one.confirmed_by else "",
            for_losers=rule_words(one.for_losers, work.visitor) if one.for_losers else "",
        )
        for one in await publications_of(work.session, version_id)
    )
