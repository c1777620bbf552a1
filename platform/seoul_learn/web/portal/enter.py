"""Going to a learning site whose link is good for one entry: made for this reader at this moment, and followed."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.enrolments.enter import launch, way_in
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.work import Errand


# A GET: what a form sends may not be answered with a way to another host (headers.py).
@get("/learning/{enrolment_id:uuid}/enter", opt={"access": "signed_in"})
async def enter(
    enrolment_id: FromPath[UUID], errand: NamedDependency[Errand], parts: NamedDependency[Parts]
) -> Redirect:
    """Only the reader's own, and only while it is hers to use."""
    visitor = errand.visitor
    if visitor.person is None:
        raise NotFound
    async with errand.begin() as session:
        way = await way_in(
            session, enrolment_id, person_id=visitor.person.person_id, language=visitor.language,
            today=local_date(parts.clock.now(), visitor.timezone), outside=parts.outside,
        )  # fmt: skip
    # With no transaction open: a connector may ask its provider.
    return Redirect(await launch(way), status_code=303)
