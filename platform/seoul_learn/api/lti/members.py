"""Names and Role Provisioning Services 2.0: who learns under a contract, as far as its privacy level tells."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from seoul_learn.api.lti.calling import calling
from seoul_learn.api.lti.describe import OPEN
from seoul_learn.api.lti.line_items import next_page
from seoul_learn.api.lti.parts import LtiParts
from seoul_learn.api.lti.refusals import answer_json
from seoul_learn.api.lti.written import MEMBERS, wanted_id, wanted_most
from seoul_learn.control_plane.learning_tools.values import SCOPE_MEMBERS
from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.learning_tool import Privacy
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.lti.links import links_of
from seoul_learn.tenant_plane.lti.may_open import config_of
from seoul_learn.tenant_plane.lti.members import members_of
from seoul_learn.tenant_plane.lti.subjects import subject_of
from seoul_learn.tenant_plane.lti.values import LEARNER, Member, name_of, tells_email, tells_name

_AT_ONCE = 200
_MOST_AT_ONCE = 1000
_SHORT = "Learner"


@get("/api/lti/contexts/{context:str}/members", opt=OPEN)
async def list_members(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str]
) -> Response[bytes]:
    """Everybody whose enrolment is active today, page by page."""
    asked = request.query_params
    most = wanted_most(asked.get("limit"), default=_AT_ONCE, most=_MOST_AT_ONCE)
    after, link_id = wanted_id(asked.get("after")), wanted_id(asked.get("rlid"))
    async with calling(request, lti, context, scopes=(SCOPE_MEMBERS,)) as call:
        if link_id is not None and link_id not in {one.id for one in await links_of(call.session, [call.contract.id])}:
            raise NotFound
        site = await read_site(call.session)
        # Only learners are members: an officer who chooses content is not.
        found = (
            await members_of(
                call.session, call.contract.id, today=local_date(lti.clock.now(), site.timezone), after=after, most=most
            )
            if asked.get("role", LEARNER) in (LEARNER, _SHORT)
            else []
        )
        privacy, provider = config_of(call.contract).privacy, call.tool.provider
        at = call.addresses.members(call.contract.id)
        container = {
            "id": at,
            "context": {
                "id": str(call.contract.id),
                "label": call.contract.terms.offering,
                "title": name_of(call.contract, site.default_language),
            },
            "members": [_written(one, privacy, provider, call.seal) for one in found[:most]],
        }
        headers = next_page(request, at, str(found[most - 1].enrolment_id) if len(found) > most else "")
    return answer_json(container, media_type=MEMBERS, headers=headers)


def _written(member: Member, privacy: Privacy, provider: str, seal: Seal) -> dict[str, Any]:
    told: dict[str, Any] = {
        "status": "Active",
        "user_id": subject_of(
            seal, provider=provider, privacy=privacy, person_id=member.person_id, enrolment_id=member.enrolment_id
        ),
        "roles": [LEARNER],
    }
    if tells_name(privacy):
        told["name"] = member.name
    if tells_email(privacy):
        told["email"] = member.email
    return told
