"""Save a change to a draft: only over the text that the officer saw, only as a text that a draft can have."""

import tomllib
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import line_of
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.change_policy import with_head
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of, replace_draft
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged, DraftUnusable, LineFault
from seoul_learn.tenant_plane.eligibility.not_toml import not_toml
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, StoredPolicy

LARGEST = 200_000
"""Letters of a policy; the longest there is has a fiftieth of it."""


async def change_draft(
    session: AsyncSession,
    draft_id: UUID,
    change: Callable[[str], str],
    *,
    made_from: str,
    actor: Actor,
    clock: Clock,
) -> StoredPolicy:
    """The draft after `change` of its text. Raises DraftChanged, DraftUnusable, DayTaken, NotFound."""
    draft = await get_draft(session, draft_id, to_change=True)
    if mark_of(draft.text) != made_from:
        raise DraftChanged(draft.text)
    text = change(draft.text)
    refuse_unusable(text)
    kept = await replace_draft(session, draft_id, text, made_from=made_from)
    if kept.text != draft.text:
        await record(
            session, actor=actor, action="policy.draft_changed", subject="policy_version", subject_id=draft_id,
            detail={"before": made_from, "after": mark_of(kept.text)}, clock=clock,
        )  # fmt: skip
    return kept


def imported(text: str, *, programme: str) -> str:
    """A text from elsewhere as that of a draft of this programme: another status is set back. Raises DraftUnusable."""
    refuse_unusable(text)
    said = tomllib.loads(text)["policy"].get("programme")
    if said != programme:
        message = saying(
            "this is a policy of the programme `%(said)s`; import it there, or write `%(programme)s`",
            said=said, programme=programme,
        )  # fmt: skip
        raise DraftUnusable(
            (LineFault(line=line_of(text, ("policy", "programme")), field="policy.programme", message=message),)
        )
    return with_head(text, {"status": PolicyStatus.DRAFT.value})


def refuse_unusable(text: str) -> None:
    """Raise DraftUnusable for what is no TOML, too long, or says no day. All else may be mended in the draft."""
    if len(text) > LARGEST:
        message = saying("this is longer than %(most)s letters", most=LARGEST)
        raise DraftUnusable((LineFault(line=None, field="", message=message),))
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise DraftUnusable((not_toml(broken),)) from broken
    head = document.get("policy")
    day = head.get("effective_from") if isinstance(head, dict) else None
    if not isinstance(day, date) or isinstance(day, datetime):
        message = saying("`effective_from` is not a date; write one below [policy], like 2026-03-02")
        line = line_of(text, ("policy", "effective_from"))
        raise DraftUnusable((LineFault(line=line, field="policy.effective_from", message=message),))
