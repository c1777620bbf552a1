"""What a version is examined among, read for it: the pages and the worker ask the same."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.eligibility.cases import read_cases
from seoul_learn.tenant_plane.eligibility.change_cases import cases_text
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.examine_draft import Surroundings
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.queries import list_policies


async def surroundings_of(
    session: AsyncSession,
    programme_id: UUID,
    engine: Engine,
    *,
    languages: Sequence[str],
    today: date,
    cases: str | None = None,
) -> Surroundings:
    """The surroundings of a version of a programme; `cases` as they are to be, else as they are kept."""
    ground = await ground_of(session, engine)
    written = await cases_text(session, programme_id) if cases is None else cases
    return Surroundings(
        plugins=engine.plugins,
        facts=ground.facts,
        standards=ground.standards,
        versions=[one for one in await list_policies(session) if one.programme_id == programme_id],
        cases=read_cases(written).cases,
        languages=tuple(languages),
        today=today,
    )
