"""What an answer of a tool says was chosen (Deep Linking 2.0, 4.5): held against the specification, then read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from seoul_learn.tenant_plane.lti.choose_content import MOST_CONTENT
from seoul_learn.tenant_plane.lti.claims import LTI, LTI_DL, VERSION
from seoul_learn.tenant_plane.lti.errors import NotChosen
from seoul_learn.tenant_plane.lti.signatures import NotBelieved
from seoul_learn.tenant_plane.lti.values import Content

_LEEWAY = timedelta(seconds=60)
_LINK = "ltiResourceLink"
_LONGEST = 500


def check_answer(
    claims: dict[str, Any], *, client_id: str, issuer: str, deployment_id: UUID, now: datetime
) -> tuple[str, str]:
    """The nonce, still to be spent, and the `data` of the question. Raises NotBelieved."""
    if claims.get("iss") != client_id:
        raise NotBelieved("iss has to be the client_id")
    named = claims.get("aud")
    if issuer not in (named if isinstance(named, list) else [named]):
        raise NotBelieved("aud has to be the issuer of the question")
    if _moment(claims, "exp") + _LEEWAY.total_seconds() <= now.timestamp():
        raise NotBelieved("the answer is over")
    if _moment(claims, "iat") - _LEEWAY.total_seconds() > now.timestamp():
        raise NotBelieved("the answer is from the future")
    if claims.get(LTI + "message_type") != "LtiDeepLinkingResponse" or claims.get(LTI + "version") != VERSION:
        raise NotBelieved("it is no LtiDeepLinkingResponse of version 1.3.0")
    if claims.get(LTI + "deployment_id") != str(deployment_id):
        raise NotBelieved("deployment_id is not that of the question")
    nonce, data = claims.get("nonce"), claims.get(LTI_DL + "data")
    if not isinstance(nonce, str) or not nonce:
        raise NotBelieved("nonce is missing")
    if not isinstance(data, str) or not data:
        raise NotBelieved("data is missing")
    return nonce, data


def read_content(claims: dict[str, Any], *, is_address: Callable[[str], bool], fallback: str) -> list[Content]:
    """The links among the items; other kinds, which we did not ask for, are left. Raises NotChosen."""
    items = claims.get(LTI_DL + "content_items", [])
    if not isinstance(items, list) or len(items) > MOST_CONTENT:
        raise NotChosen("At most %(most)s pieces of content can be chosen at once.", most=MOST_CONTENT)
    links = [one for one in items if isinstance(one, dict) and one.get("type") == _LINK]
    return [_content(one, is_address, f"{fallback} {number}") for number, one in enumerate(links, 1)]


def _content(item: dict[str, Any], is_address: Callable[[str], bool], fallback: str) -> Content:
    page = item.get("url")
    if page is not None and not (isinstance(page, str) and is_address(page)):
        raise NotChosen("One piece of content has an address that cannot be opened.")
    custom = item.get("custom")
    scores = item.get("lineItem")
    maximum = scores.get("scoreMaximum") if isinstance(scores, dict) else None
    is_number = isinstance(maximum, int | float) and not isinstance(maximum, bool) and 0 < maximum < 1e9
    return Content(
        title=_text(item, "title") or fallback,
        description=_text(item, "text"),
        page=page,
        custom={str(name)[:100]: str(value)[:1000] for name, value in custom.items()}
        if isinstance(custom, dict)
        else {},
        score_maximum=float(maximum) if is_number and maximum is not None else None,
        label=_text(scores, "label") if isinstance(scores, dict) else "",
        resource=(_text(scores, "resourceId") or None) if isinstance(scores, dict) else None,
        tag=(_text(scores, "tag") or None) if isinstance(scores, dict) else None,
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return "".join(one for one in value if one.isprintable())[:_LONGEST].strip() if isinstance(value, str) else ""


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise NotBelieved(f"{name} is missing")
    return float(value)
