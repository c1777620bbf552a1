"""Uploading a document for a fact, and looking at one's own."""

from functools import cache
from typing import Any
from uuid import UUID

import anyio
import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.applications.clean_document import MOST_BYTES, clean_document
from seoul_learn.tenant_plane.applications.errors import AlreadySubmitted, DocumentRefused
from seoul_learn.tenant_plane.applications.queries import document_content
from seoul_learn.tenant_plane.applications.show_document import show_document
from seoul_learn.tenant_plane.applications.values import Case, Document
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import own_case
from seoul_learn.web.shared.fact_words import question_of
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work

FIELD = "document"
# The parts around the file in a multipart body are small; a larger body is refused while it is still arriving.
_MOST_BODY = MOST_BYTES + 64 * 1024


@cache
def _drawing() -> anyio.CapacityLimiter:
    """So many pictures are drawn at a time; a class of thirty that uploads at once waits its turn in the queue."""
    return anyio.CapacityLimiter(2)


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """`document` says which paper shows the fact; `shown` are those uploaded for it already."""

    application_id: UUID
    fact: str
    question: str
    document: dict[str, str]
    shown: tuple[Document, ...]
    form: Form = Form()


@get("/applications/{application_id:uuid}/documents/{fact:str}", opt={"access": "signed_in"})
async def ask_for_document(
    application_id: FromPath[UUID], fact: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """The form to upload a document for a fact."""
    case = await own_case(work, parts, application_id)
    return page("portal/document.html", _view(work, parts, case, fact), work=work)


@post(
    "/applications/{application_id:uuid}/documents/{fact:str}",
    opt={"access": "signed_in"},
    status_code=303,
    request_max_body_size=_MOST_BODY,
)
async def keep_document(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep the document, made anew, or say what is wrong with it; nothing of a refused one is stored."""
    case = await own_case(work, parts, application_id)
    view = _view(work, parts, case, fact)
    uploaded = (await request.form()).get(FIELD)
    content = await uploaded.read() if isinstance(uploaded, UploadFile) else b""
    try:
        # Drawing a large picture takes a second of one core: the other pages go on meanwhile.
        clean = await anyio.to_thread.run_sync(clean_document, content, limiter=_drawing())
        await show_document(work.session, case, fact, clean, keys=parts.sealing, clock=parts.clock)
    except (DocumentRefused, AlreadySubmitted) as refused:
        refused_view = msgspec.structs.replace(view, form=Form().refused(FIELD, refused))
        return page("portal/document.html", refused_view, work=work, status=422)
    return Redirect(f"/applications/{application_id}", status_code=303)


@get("/applications/{application_id:uuid}/evidence/{document_id:uuid}", opt={"access": "signed_in"})
async def read_document(
    application_id: FromPath[UUID],
    document_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Response[bytes]:
    """A document that the reader uploaded herself."""
    case = await own_case(work, parts, application_id)
    media_type, content = await document_content(work.session, case.application, document_id, keys=parts.sealing)
    return Response(content, media_type=media_type, headers={"Content-Disposition": "inline"})


def _view(work: Work, parts: Parts, case: Case, fact: str) -> DocumentView:
    facts = parts.facts(work.session)
    if fact not in facts or not (fact in case.answers or fact in case.attestations):
        raise NotFound
    definition = facts[fact]
    return DocumentView(
        application_id=case.application.id,
        fact=fact,
        question=question_of(definition, work.visitor),
        document=definition.documents,
        shown=tuple(one for one in case.documents if one.fact == fact),
    )
