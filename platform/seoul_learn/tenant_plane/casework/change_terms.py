"""An administrator changes how the city's officers work, and within which time outcomes are appealed."""

from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.write_identity import read_identity, write_identity
from seoul_learn.tenant_plane.casework.terms import read_terms, write_terms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import tenant_of

BOUNDS: dict[str, tuple[int, int]] = {
    "review_within_days": (1, 365),
    "appeals_decided_within_days": (1, 365),
    "documents_kept_days": (1, 3650),
    "drafts_kept_days": (30, 3650),
    "attestation_notice_days": (1, 365),
    "within_days": (1, 730),
}
"""The least and the most of each number of days, as a bundle has them."""


class AppealTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Until how many days after a determination it can be appealed, None for a city that says nothing; by which law."""

    within_days: int | None = None
    law: str = ""


async def change_terms(
    session: AsyncSession, terms: Terms, appeals: AppealTerms, *, actor: Actor, clock: Clock
) -> None:
    """Make it so; nothing is written where nothing changes. The caller has seen that it has no fault.

    Raises NotFound before a bundle is applied.
    """
    identity = await read_identity(session)
    if identity is None:
        raise NotFound
    before, said = await read_terms(session), {"within_days": appeals.within_days, "law": appeals.law}
    wanted: dict[str, Any] = {key: value for key, value in said.items() if value} if appeals.within_days else {}
    changed = _changed(msgspec.structs.asdict(before), msgspec.structs.asdict(terms))
    # What was invented about a term is so no longer, once the city has said it itself.
    if changed:
        await write_terms(session, terms)
        notes = {part: note for part, note in identity.notes.items() if part != "casework"}
        identity = msgspec.structs.replace(identity, notes=notes)
    if {key: value for key, value in identity.appeals.items() if key != "illustrative"} != wanted:
        changed.append("appeals")
        identity = msgspec.structs.replace(identity, appeals=wanted)
    if not changed:
        return
    await write_identity(session, identity)
    await record(
        session, actor=actor, action="casework.terms_changed", subject="tenant", subject_id=tenant_of(session),
        detail={"changed": changed}, clock=clock,
    )  # fmt: skip


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name, value in after.items() if before[name] != value]
