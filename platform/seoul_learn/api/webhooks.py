"""What providers send by themselves: verified on the very bytes, stored once, answered, and worked later."""

from typing import Any
from uuid import UUID

import msgspec
import structlog
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.plugin_api.abilities import Forged, Message
from seoul_learn.tenant_plane.catalogue.connect import Outside
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.enrolments.take_event import EVENTS_PATH, take_event

LARGEST_EVENT = 64 * 1024
_log = structlog.get_logger()


class Taken(msgspec.Struct, frozen=True):
    """`new` is false for an event that was here before."""

    new: bool


class NotTaken(msgspec.Struct, frozen=True):
    """Why not, in the words of docs/providers.md."""

    error: dict[str, str]


def webhook_handlers(tenants: TenantDatabase, outside: Outside) -> tuple[HTTPRouteHandler, ...]:
    """The address of each contract. A browser has no business here: no cookie is read, and no token of a form."""

    @post(
        f"{EVENTS_PATH}/{{contract_id:uuid}}",
        opt={"access": "anyone", "exclude_from_csrf": True},
        status_code=200,
        request_max_body_size=LARGEST_EVENT,
    )
    async def take(request: Request[Any, Any, Any], contract_id: FromPath[UUID]) -> Response[Taken | NotTaken]:
        tenant: TenantRef = request.scope["state"]["tenant"]
        message = await _message(request)
        try:
            async with tenants.transaction(tenant.id) as session:
                return Response(Taken(new=await take_event(session, contract_id, message, outside)))
        except NotFound:
            return Response(NotTaken({"code": "no_such_contract"}), status_code=404)
        except Forged as forged:
            _log.warning("event.refused", contract_id=str(contract_id), why=str(forged))
            return Response(NotTaken({"code": "bad_signature"}), status_code=401)

    return (take,)


async def _message(request: Request[Any, Any, Any]) -> Message:
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1")
    return Message(
        method="POST",
        target=path.partition("?")[0] + (f"?{query}" if query else ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
    )
