"""How a tool is told no: the words of RFC 6749, section 5.2, RFC 6750, section 3.1, and OpenID registration 3.3."""

from typing import Any

import msgspec
from litestar import MediaType, Request, Response

NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


class ServiceRefused(Exception):
    """`error` is one of the specification's own words; `description` is for the tool's engineer."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.status = status
        self.error = error
        self.description = description


def answer_refusal(request: Request[Any, Any, Any], refused: ServiceRefused) -> Response[bytes]:
    """The refusal as JSON."""
    headers = dict(NO_STORE)
    if refused.status in (401, 403) and refused.error != "invalid_client":
        headers["www-authenticate"] = f'Bearer error="{refused.error}"'
    return answer_json(
        {"error": refused.error, "error_description": refused.description}, status=refused.status, headers=headers
    )


def answer_json(
    content: Any, *, media_type: str = MediaType.JSON, status: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """An answer in one of the specifications' media types."""
    return Response(msgspec.json.encode(content), media_type=media_type, status_code=status, headers=headers or {})
