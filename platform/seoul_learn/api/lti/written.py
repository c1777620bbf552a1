"""Reading what tools send: line items and scores as the specification writes them, judged field by field."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request

from seoul_learn.api.lti.refusals import ServiceRefused
from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.lti.line_items import LineItemTerms
from seoul_learn.tenant_plane.lti.values import Activity, Grading, PostedScore

LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

_LARGEST = 16 * 1024
_LONGEST_COMMENT = 10_000
_TIMES = ("startDateTime", "endDateTime")
_ZONED = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$")


async def read_object(request: Request[Any, Any, Any], media_type: str) -> dict[str, Any]:
    """The JSON object of a request in one media type; plain JSON is taken for it. Raises ServiceRefused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (media_type, "application/json"):
        raise ServiceRefused(415, "unsupported_media_type", f"the content type has to be {media_type}")
    content = await request.body()
    if len(content) > _LARGEST:
        raise ServiceRefused(413, "invalid_request", "the object is larger than 16 KB")
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ServiceRefused(400, "invalid_request", "the body is no JSON object") from None


def line_item_terms(written: dict[str, Any]) -> LineItemTerms:
    """A line item as a tool writes it (AGS 2.0, section 3.2.3). Raises ServiceRefused."""
    link = written.get("resourceLinkId")
    link_id = parse_id(link) if isinstance(link, str) else None
    if link is not None and link_id is None:
        raise ServiceRefused(404, "invalid_request", "there is no such resource link")
    extra = {name: value for name, value in written.items() if "://" in name}
    for name in _TIMES:
        if written.get(name) is not None:
            _moment(written, name)
            extra[name] = written[name]
    if isinstance(written.get("gradesReleased"), bool):
        extra["gradesReleased"] = written["gradesReleased"]
    return LineItemTerms(
        label=_text(written, "label", most=500) or _missing("label"),
        score_maximum=_amount(written, "scoreMaximum", above=0) or _missing("scoreMaximum"),
        link_id=link_id,
        resource=_text(written, "resourceId", most=500),
        tag=_text(written, "tag", most=500),
        extra=extra,
    )


def posted_score(written: dict[str, Any]) -> PostedScore:
    """A score as a tool posts it (AGS 2.0, section 3.4). Raises ServiceRefused."""
    given = _amount(written, "scoreGiven", above=None)
    if given is not None and written.get("scoreMaximum") is None:
        raise ServiceRefused(400, "invalid_request", "scoreMaximum is needed with scoreGiven")
    return PostedScore(
        subject=_text(written, "userId", most=255) or _missing("userId"),
        scored_at=_moment(written, "timestamp"),
        activity=_word(written, "activityProgress", Activity),
        grading=_word(written, "gradingProgress", Grading),
        given=given,
        maximum=_amount(written, "scoreMaximum", above=0) if given is not None else None,
        comment=_text(written, "comment", most=_LONGEST_COMMENT),
    )


def wanted_id(text: str | None) -> UUID | None:
    """An id of a query; None where nothing was asked for. Raises ServiceRefused for what is no id."""
    found = parse_id(text) if text else None
    if text and found is None:
        raise ServiceRefused(400, "invalid_request", f"{text[:40]!r} is no id of ours")
    return found


def wanted_most(text: str | None, *, default: int, most: int) -> int:
    """The `limit` of a query, within what we give at once. Raises ServiceRefused."""
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or int(text[:9]) < 1:
        raise ServiceRefused(400, "invalid_request", "limit has to be a whole number from 1")
    return min(int(text[:9]), most)


def _missing(name: str) -> Any:
    raise ServiceRefused(400, "invalid_request", f"{name} is missing")


def _text(written: dict[str, Any], name: str, *, most: int) -> str | None:
    value = written.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise ServiceRefused(400, "invalid_request", f"{name} has to be a text of at most {most} letters")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ServiceRefused(400, "invalid_request", f"{name} is no text") from None
    return value.strip()


def _amount(written: dict[str, Any], name: str, *, above: int | None) -> float | None:
    value = written.get(name)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value < 1e9 or (above is not None and value <= above):
        least = "more than 0" if above is not None else "0 or more"
        raise ServiceRefused(400, "invalid_request", f"{name} has to be a number, {least}")
    return float(value)


def _moment(written: dict[str, Any], name: str) -> datetime:
    value = written.get(name)
    if value is None:
        _missing(name)
    if isinstance(value, str) and _ZONED.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise ServiceRefused(400, "invalid_request", f"{name} has to be an ISO 8601 moment with its time zone")


def _word(written: dict[str, Any], name: str, words: Any) -> Any:
    value = written.get(name)
    if value is None:
        _missing(name)
    if value not in set(words):
        raise ServiceRefused(400, "invalid_request", f"{name} has to be one of {', '.join(words)}")
    return words(value)
