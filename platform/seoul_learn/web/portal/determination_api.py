"""The newest determination as JSON, to the applicant herself and to the officers who review; and its description."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from seoul_learn.tenant_plane.applications.queries import get_application
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.values import ApplicationState, Case
from seoul_learn.tenant_plane.audit.record import Actor, record_last
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import reader_of
from seoul_learn.web.shared.determination_answer import DeterminationAnswer, determination_answer
from seoul_learn.web.shared.work import Work

REVIEWERS = frozenset({Role.caseworker, Role.administrator})
_PATH = "/api/applications/{application_id}/determination"


@get("/api/applications/{application_id:uuid}/determination", opt={"access": "signed_in"})
async def send_determination(
    application_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """All of the newest determination. Absent, another's and not determined yet are one answer."""
    case = await _case(work, parts, application_id)
    if case.latest is None:
        raise NotFound
    answer = await determination_answer(case, case.latest, work, parts)
    return Response(msgspec.json.encode(answer), media_type=MediaType.JSON)


@get("/api/openapi.json", opt={"access": "anyone", "always_open": True})
async def describe_api() -> Response[bytes]:
    """OpenAPI 3.1 of the machine face, made from the answers' own types."""
    return Response(msgspec.json.encode(_description()), media_type=MediaType.JSON)


async def _case(work: Work, parts: Parts, application_id: UUID) -> Case:
    reader = reader_of(work)
    application = await get_application(work.session, application_id)
    own = application.person_id == reader.person_id
    if not own and (
        reader.roles.isdisjoint(REVIEWERS)
        or application.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
    ):
        raise NotFound
    ground = await ground_of(work.session, parts.engine)
    case = await read_case(work.session, application.id, keys=parts.sealing, catalogue=ground.facts)
    if not own:
        # No record, no data: both are of one transaction.
        record_last(
            work.session, actor=Actor(kind="person", id=reader.person_id), action="case.read",
            subject="application", subject_id=application_id, clock=parts.clock,
        )  # fmt: skip
    return case


def _description() -> dict[str, Any]:
    (schema,), components = msgspec.json.schema_components(
        [DeterminationAnswer], ref_template="#/components/schemas/{name}"
    )
    problem = {"description": "RFC 9457 problem details", "content": {"application/problem+json": {}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Seoul Learn", "version": "1"},
        "paths": {
            _PATH: {
                "get": {
                    "operationId": "determination",
                    "summary": "The newest determination of an application.",
                    "description": "For the applicant herself and for officers who review, by the session of the "
                    "portal or the console. Absent, another person's and not yet determined are one answer: 404.",
                    "parameters": [
                        {
                            "name": "application_id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string", "format": "uuid"},
                        }
                    ],
                    "security": [{"session": []}],
                    "responses": {
                        "200": {"description": "All of it.", "content": {"application/json": {"schema": schema}}},
                        "401": problem,
                        "404": problem,
                    },
                }
            }
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"}},
        },
    }
