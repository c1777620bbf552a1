"""The reader's own application, for every page about it: absent and somebody else's are the same."""

from uuid import UUID

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.progress import Progress, progress
from seoul_learn.tenant_plane.applications.read_case import read_own_case
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.queries import get_policy, standard_texts
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
    return await read_own_case(
        work.source, application_id, person_id=reader_of(work).person_id, keys=parts.sealing, catalogue=parts.facts
    )


async def progress_of(work: Looks, parts: Parts, case: Case) -> Progress:
    """Where the reader stands on the path of questions today."""
    stored = await get_policy(work.source, case.application.policy_version_id)
    return progress(
        case,
        parts.engine.policy(stored),
        as_of=local_date(parts.clock.now(), work.visitor.timezone),
        catalogue=parts.facts,
        standards=parts.engine.standards(await standard_texts(work.source)),
    )


async def programme_of(work: Looks, case: Case) -> Programme:
    """The programme of a case, also one that is a draft again."""
    programmes = await list_programmes(work.source)
    found = next((one for one in programmes if one.id == case.application.programme_id), None)
    if found is None:
        raise NotFound
    return found
