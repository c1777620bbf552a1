"""Refuses text that PostgreSQL cannot hold, before it reaches a statement and becomes a fault of ours."""

from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException

_FORMS = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)
_NUL = "\x00"


async def refuse_unstorable(request: Request[Any, Any, Any]) -> None:
    """Raise ClientException when the address or a field of a form holds a NUL or half a character."""
    texts = [request.scope["path"], *request.query_params.values()]
    if request.method != "GET" and request.content_type[0] in _FORMS:
        # Read already by the check for forgery, so this costs nothing.
        form = await request.form()
        texts += [text for pair in form.multi_items() for text in pair if isinstance(text, str)]
    if not all(_can_be_stored(text) for text in texts):
        raise ClientException("text that cannot be stored")


def _can_be_stored(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return _NUL not in text
