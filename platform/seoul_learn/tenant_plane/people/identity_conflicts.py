"""Two accounts that may be one human being: what opens a conflict, and whom it holds back from being granted twice.

Twins of one guardian have two names, and meet in no signal. Nobody is refused for a conflict: who has something keeps
it, and who has nothing yet waits for an officer.
"""

import enum
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.identity_models import IdentityConflict, IdentityMark

_NAME = "coalesce(nullif({0}.display_name, ''), {0}.email)"
_OPEN = f"""
    select c.id, c.signal, c.opened_at, c.first_id, c.second_id,
           {_NAME.format("a")} as first_name, a.email as first_email, a.created_at as first_since,
           {_NAME.format("b")} as second_name, b.email as second_email, b.created_at as second_since
      from tenant.identity_conflict c
      join tenant.person a on a.tenant_id = $1 and a.id = c.first_id
      join tenant.person b on b.tenant_id = $1 and b.id = c.second_id
     where c.tenant_id = $1 and c.state = 'open'
     order by c.opened_at, c.id
"""  # noqa: S608  # constants of this file


class Signal(enum.StrEnum):
    """What two accounts have in common."""

    REGISTER_REFERENCE = "register_reference"
    ATTESTED_NAME = "attested_name"
    PROVIDER_ADDRESS = "provider_address"


class ConflictState(enum.StrEnum):
    """What is known of a pair."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"


class OneOfTwo(msgspec.Struct, frozen=True, kw_only=True):
    """One of the accounts."""

    person_id: UUID
    name: str
    email: str
    since: datetime


class OpenConflict(msgspec.Struct, frozen=True, kw_only=True):
    """A pair that an officer has to look at."""

    id: UUID
    signal: Signal
    opened_at: datetime
    first: OneOfTwo
    second: OneOfTwo


def name_mark(seal: Seal, name: str, birth_date: date) -> bytes:
    """The digest of a name and a day of birth that a register has confirmed."""
    return seal.digest(f"{Signal.ATTESTED_NAME} {plain_name(name)} {birth_date.isoformat()}")


def reference_mark(seal: Seal, register: str, reference: str) -> bytes:
    """The digest of a register's own lasting name of somebody."""
    return seal.digest(f"{Signal.REGISTER_REFERENCE} {register} {reference}")


def plain_name(name: str) -> str:
    """A name as two registers might both write it."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


async def mark_person(session: AsyncSession, person_id: UUID, signal: Signal, digest: bytes, *, clock: Clock) -> None:
    """Keep the mark, and open a conflict with every other account that has it."""
    # The audit log lets one transaction of a tenant through at a time: of two that mark at once, one sees the other.
    await record(
        session, actor=Actor(kind="job"), action="identity.marked", subject="person", subject_id=person_id,
        detail={"signal": signal.value}, clock=clock,
    )  # fmt: skip
    await session.execute(
        insert(IdentityMark)
        .values(
            tenant_id=tenant_of(session), id=new_id(), person_id=person_id, signal=signal.value, digest=digest,
            marked_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    others = await session.scalars(
        select(IdentityMark.person_id).where(
            IdentityMark.signal == signal.value, IdentityMark.digest == digest, IdentityMark.person_id != person_id
        )
    )
    for other in others.all():
        await open_conflict(session, person_id, other, signal, clock=clock)


async def open_conflict(session: AsyncSession, one: UUID, other: UUID, signal: Signal, *, clock: Clock) -> None:
    """Open it once: a pair that an officer has spoken on is not asked about again."""
    first, second = sorted((one, other))
    conflict_id = await session.scalar(
        insert(IdentityConflict)
        .values(
            tenant_id=tenant_of(session), id=new_id(), first_id=first, second_id=second, signal=signal.value,
            state=ConflictState.OPEN.value, opened_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(IdentityConflict.id)
    )  # fmt: skip
    if conflict_id is not None:
        await record(
            session, actor=Actor(kind="job"), action="identity.conflict_opened", subject="identity_conflict",
            subject_id=conflict_id, detail={"signal": signal.value}, clock=clock,
        )  # fmt: skip


async def is_held_back(session: AsyncSession, person_id: UUID) -> bool:
    """Whether nothing new is granted to this account: a conflict is open, or another account of hers goes on."""
    held = await session.scalar(
        select(IdentityConflict.id)
        .where(
            or_(IdentityConflict.first_id == person_id, IdentityConflict.second_id == person_id),
            or_(
                IdentityConflict.state == ConflictState.OPEN.value,
                (IdentityConflict.state == ConflictState.SAME.value) & (IdentityConflict.kept_id != person_id),
            ),
        )
        .limit(1)
    )
    return held is not None


async def is_closed_account(session: AsyncSession, person_id: UUID) -> bool:
    """Whether officers found her to have another account, which is the one that goes on."""
    found = await session.scalar(
        select(IdentityConflict.id)
        .where(
            or_(IdentityConflict.first_id == person_id, IdentityConflict.second_id == person_id),
            IdentityConflict.state == ConflictState.SAME.value,
            IdentityConflict.kept_id != person_id,
        )
        .limit(1)
    )
    return found is not None


async def open_conflicts(source: Source) -> list[OpenConflict]:
    """Every pair that waits for an officer, the oldest first."""
    return [
        OpenConflict(
            id=row["id"],
            signal=Signal(row["signal"]),
            opened_at=row["opened_at"],
            first=_one(row, "first"),
            second=_one(row, "second"),
        )
        for row in await fetch_all(source, _OPEN)
    ]


async def settle_conflict(
    session: AsyncSession, conflict_id: UUID, *, kept_id: UUID | None, reason: str, officer_id: UUID, clock: Clock
) -> tuple[UUID, UUID] | None:
    """The pair, settled: the same person, of whose accounts `kept_id` goes on, or two persons where that is None.

    None where a colleague has spoken already. Raises NotFound.
    """
    row = await session.scalar(
        select(IdentityConflict).where(IdentityConflict.id == conflict_id).with_for_update()
    )
    if row is None or kept_id not in (None, row.first_id, row.second_id):
        raise NotFound
    if row.state != ConflictState.OPEN.value:
        return None
    state = ConflictState.DIFFERENT if kept_id is None else ConflictState.SAME
    row.state, row.kept_id, row.reason = state.value, kept_id, reason
    row.resolved_at, row.resolved_by_id = clock.now(), officer_id
    await session.flush()
    await record(
        session, actor=Actor(kind="person", id=officer_id), action=f"identity.{state.value}",
        subject="identity_conflict", subject_id=conflict_id,
        detail={"kept": str(kept_id)} if kept_id else {}, clock=clock,
    )  # fmt: skip
    return row.first_id, row.second_id


def _one(row: Mapping[str, Any], which: str) -> OneOfTwo:
    return OneOfTwo(
        person_id=row[f"{which}_id"], name=row[f"{which}_name"], email=row[f"{which}_email"],
        since=row[f"{which}_since"],
    )  # fmt: skip
