"""The drafts that officers work on in the console: no bundle holds them, and none takes them away.

Neither do the cases that name such a draft. What a bundle says of the day of one waits until it is published or thrown
away in the console.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from seoul_learn.bundles.description import Description
from seoul_learn.bundles.errors import DraftInTheWay
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.eligibility.cases import parted
from seoul_learn.tenant_plane.eligibility.drafts import drafts_of_console
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus
from seoul_learn.tenant_plane.programmes.queries import list_programmes


class DraftInHand(msgspec.Struct, frozen=True, kw_only=True):
    """A draft of the console, by the slug of its programme and its day."""

    programme: str
    day: date

    def __str__(self) -> str:
        return f"the draft of {self.day} for {self.programme}: an officer works on it in the console"


async def drafts_in_hand(session: Transaction) -> tuple[DraftInHand, ...]:
    """Those of a tenant, oldest first."""
    slugs = {programme.id: programme.terms.slug for programme in await list_programmes(session)}
    return tuple(
        DraftInHand(programme=slugs[programme_id], day=day) for programme_id, day in await drafts_of_console(session)
    )


def beside(wanted: Description, drafts: Sequence[DraftInHand]) -> Description:
    """What there is to be done of a bundle: all but its drafts of these days. Raises DraftInTheWay."""
    in_hand = {(one.programme, one.day) for one in drafts}
    programmes = {one.slug for one in wanted.programmes}
    for one in drafts:
        if one.programme not in programmes:
            raise DraftInTheWay(
                f"An officer works on a draft of {one.day} for {one.programme} in the console, so this programme "
                "stays. Let the draft be thrown away there first."
            )
    left = []
    for policy in wanted.policies:
        if (policy.programme, policy.effective_from) not in in_hand:
            left.append(policy)
        elif policy.status is not PolicyStatus.DRAFT:
            raise DraftInTheWay(
                f"An officer works on a draft of {policy.effective_from} for {policy.programme} in the console, so "
                "nothing else can be published for that day. Let the draft be published or thrown away there, or "
                "choose another day."
            )
    return msgspec.structs.replace(wanted, policies=tuple(left), cases=cases_beside(wanted.cases, drafts))


def cases_beside(cases: dict[str, str], drafts: Sequence[DraftInHand]) -> dict[str, str]:
    """The cases of each programme without those of these drafts."""
    texts = {slug: parted(text, _days(slug, drafts))[0] for slug, text in cases.items()}
    return {slug: text for slug, text in texts.items() if text.strip()}


def with_cases_of(drafts: Sequence[DraftInHand], kept: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    """The cases that are wanted, and of those that are kept the ones of these drafts."""
    texts = dict(wanted)
    for slug, text in kept.items():
        own = parted(text, _days(slug, drafts))[1]
        if own:
            texts[slug] = f"{texts[slug].rstrip()}\n\n{own}" if slug in texts else own
    return texts


def _days(slug: str, drafts: Sequence[DraftInHand]) -> frozenset[date]:
    return frozenset(one.day for one in drafts if one.programme == slug)
