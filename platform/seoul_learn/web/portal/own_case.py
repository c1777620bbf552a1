"""The reader's own application, for every page about it: absent and somebody else's are the same."""

from uuid import UUID

from seoul_learn.tenant_plane.applications.progress import Progress
from seoul_learn.tenant_plane.applications.read_case import read_own_case
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.applications.versions import progress_under, versions_for
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.people.values import SignedInPerson
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.work import Looks


def reader_of(work: Looks) -> SignedInPerson:
    """The person who reads; every page about applications is for signed-in people only."""
    if work.visitor.person is None:
        raise NotFound
    return work.visitor.person


async def own_case(work: Looks, parts: Parts, application_id: UUID) -> Case:
    """All there is of the reader's application. Raises NotFound."""
    ground = await ground_of(work.source, parts.engine)
    return await read_own_case(
        work.source, application_id, person_id=reader_of(work).person_id, keys=parts.sealing, catalogue=ground.facts
    )


async def progress_of(work: Looks, parts: Parts, case: Case) -> Progress:
    """Where the reader stands on the path of questions today."""
    versions = await versions_for(
        work.source, case, parts.engine, timezone=work.visitor.timezone, clock=parts.clock
    )  # fmt: skip
    return progress_under(case, versions, await ground_of(work.source, parts.engine))


async def programme_of(work: Looks, case: Case) -> Programme:
    """The programme of a case, also one that is a draft again."""
    programmes = await list_programmes(work.source)
    found = next((one for one in programmes if one.id == case.application.programme_id), None)
    if found is None:
        raise NotFound
    return found
