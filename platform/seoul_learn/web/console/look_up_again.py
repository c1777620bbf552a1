"""An officer has a register asked once more, while the applicant agrees."""

from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.registers.ask import ask_again
from seoul_learn.web.console.case import case_page
from seoul_learn.web.console.officer import case_to_change, officer_of
from seoul_learn.web.console.queue import REVIEWERS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.work import Work


@post(
    "/console/applications/{application_id:uuid}/facts/{fact:str}/look-up",
    opt={"access": REVIEWERS},
    status_code=303,
)
async def look_up_again(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Have the register asked once more, while the applicant agrees."""
    del request
    await case_to_change(work, parts, application_id)
    try:
        async with work.session.begin_nested():
            await ask_again(
                work.session, application_id, fact, parts.determining(work.visitor.site),
                officer_id=officer_of(work).person_id,
            )  # fmt: skip
    except Refused as refused:
        return await case_page(work, parts, application_id, Form().refused("", refused))
    return Redirect(f"/console/applications/{application_id}", status_code=303)
