"""Officers' notes on a case, for each other."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.person_seal import person_seal, read_person_seal
from seoul_learn.tenant_plane.applications.values import Application
from seoul_learn.tenant_plane.casework.models import CaseNote
from seoul_learn.tenant_plane.casework.values import Note
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.database.sealing import SealingKeys

LONGEST = 2000
"""Characters of a note or a message."""

_NOTES = """
    select n.id, n.text, n.written_at, coalesce(nullif(p.display_name, ''), p.email) as officer
      from tenant.case_note n
      join tenant.person p on p.tenant_id = $1 and p.id = n.officer_id
     where n.tenant_id = $1 and n.application_id = $2
     order by n.written_at, n.id
"""


async def write_note(
    session: AsyncSession, application: Application, text: str, *, officer_id: UUID, keys: SealingKeys, clock: Clock
) -> None:
    """Add a note to a case. It is sealed with the applicant's key: what is erased with her is erased wholly."""
    note_id = new_id()
    seal = await person_seal(session, keys, application.person_id)
    session.add(
        CaseNote(
            id=note_id,
            application_id=application.id,
            officer_id=officer_id,
            text=seal.seal(text.encode(), table="case_note", row=note_id, column="text"),
            written_at=clock.now(),
        )
    )
    await session.flush()


async def notes_of(source: Source, application: Application, *, keys: SealingKeys) -> tuple[Note, ...]:
    """The notes on a case, the oldest first."""
    rows = await fetch_all(source, _NOTES, application.id)
    if not rows:
        return ()
    seal = await read_person_seal(source, keys, application.person_id)
    return tuple(
        Note(
            officer=row["officer"],
            text=seal.unseal(row["text"], table="case_note", row=row["id"], column="text").decode(),
            written_at=row["written_at"],
        )
        for row in rows
    )
