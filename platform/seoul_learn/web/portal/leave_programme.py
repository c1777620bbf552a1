"""The learner gives up what she was granted."""

import contextlib
from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from seoul_learn.tenant_plane.applications.errors import NothingToLeave
from seoul_learn.tenant_plane.applications.leave import leave
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import reader_of
from seoul_learn.web.shared.work import Work


@post("/applications/{application_id:uuid}/leave", opt={"access": "signed_in"}, status_code=303)
async def leave_programme(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect:
    """Leave; the page of the outcome then says that it has ended."""
    del request
    # Whoever's time was over before reads the same.
    with contextlib.suppress(NothingToLeave):
        await leave(
            work.session, application_id, person_id=reader_of(work).person_id,
            timezone=work.visitor.timezone, clock=parts.clock,
        )  # fmt: skip
    return Redirect(f"/applications/{application_id}/outcome", status_code=303)
