"""Shared administrative records: one service through which offices ask other offices' registers.

Korea's 행정정보 공동이용 is one. We have no access to it: this speaks to a service of its kind that
`seoul_learn.demo.register` plays, and would be adapted to the real one's own wire.

A question is one signed POST. The signature is HMAC-SHA-256 over the moment, the id and the body's digest, so that
nobody on the way can change it, and a copy of it is refused after five minutes.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.fact_source import (
    AccessRefused,
    AnswerUnusable,
    AskedPerson,
    ConsentRefused,
    LookUpRequest,
    PersonNotFound,
    RegisterAnswer,
    RegisterClient,
    RegisterUnavailable,
    Reply,
)
from seoul_learn.plugin_api.manifest import Manifest, manifest_of

ITEMS: Mapping[str, str] = {
    "household.recognised_income": "recognised_income",
    "household.size": "household_size",
    "household.children": "household_children",
    "household.benefits": "benefits",
    "learner.birth_date": "birth_date",
    "learner.residence": "residence",
    "guardian.residence": "guardian_residence",
}
"""What the service calls each fact."""
_LONGEST_WAIT = timedelta(hours=1)
_Address = Annotated[
    str, msgspec.Meta(pattern=r"^https?://[^\s/]+(/\S*)?$", description="an address, beginning with https://")
]


class SharedRecordsConfig(Config, frozen=True, kw_only=True):
    """Where questions are posted to, and the name under which the service knows this city's office."""

    address: _Address
    organisation: Annotated[str, msgspec.Meta(min_length=1, max_length=100, description="a name that is not empty")]


class _Person(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    birth_date: date
    reference: str = ""


class _Item(msgspec.Struct, frozen=True, kw_only=True):
    value: str | int | list[str]
    valid_until: date | None = None


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    person: _Person
    checked_on: date
    items: dict[str, _Item]


class SharedRecords:
    """Asks for one item of one person."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = SharedRecordsConfig
    supplies: ClassVar[tuple[str, ...]] = tuple(ITEMS)

    async def look_up(
        self, request: LookUpRequest, config: SharedRecordsConfig, *, secret: str, client: RegisterClient
    ) -> RegisterAnswer:
        item = ITEMS[request.fact]
        content = msgspec.json.encode(
            {
                "id": str(request.id),
                "item": item,
                "person": {"name": request.person.name, "birth_date": request.person.birth_date.isoformat()},
                "purpose": request.purpose,
                "consented_at": request.consented_at.isoformat(),
            }
        )
        reply = await client.send(
            "POST", config.address, headers=_signed(request, config.organisation, secret, content), content=content
        )
        _refuse(reply)
        return _read(reply, request, item)


def signature(secret: str, *, moment: str, id_: str, content: bytes) -> str:
    """What proves who asked, and that nothing was changed on the way."""
    signed = f"{moment}\n{id_}\n{hashlib.sha256(content).hexdigest()}"
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


def _signed(request: LookUpRequest, organisation: str, secret: str, content: bytes) -> dict[str, str]:
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "content-type": "application/json",
        "accept": "application/json",
        "idempotency-key": str(request.id),
        "x-organisation": organisation,
        "x-moment": moment,
        "x-signature": signature(secret, moment=moment, id_=str(request.id), content=content),
    }


def _refuse(reply: Reply) -> None:
    """Raise what a status that is no answer means."""
    match reply.status:
        case 200:
            return
        case 404 if _said(reply) == "no_such_person":
            raise PersonNotFound("no_such_person")
        case 422 if _said(reply) == "consent":
            raise ConsentRefused("consent")
        case 401 | 403:
            raise AccessRefused(f"status_{reply.status}")
        case 408 | 425 | 429 | 500 | 502 | 503 | 504:
            raise RegisterUnavailable(f"status_{reply.status}", retry_after=_wait(reply))
    raise AnswerUnusable(f"status_{reply.status}")


def _read(reply: Reply, request: LookUpRequest, item: str) -> RegisterAnswer:
    if "json" not in reply.headers.get("content-type", ""):
        # A page where an answer should be is that of a gateway: the register itself was not reached.
        raise RegisterUnavailable("no_json")
    try:
        answer = msgspec.json.decode(reply.content, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # The library's own words would quote what the register said of somebody.
        raise AnswerUnusable("unreadable") from None
    if answer.id != str(request.id):
        raise AnswerUnusable("another_question")
    told = answer.items.get(item)
    if told is None:
        raise PersonNotFound("no_item")
    typed = tuple(told.value) if isinstance(told.value, list) else (str(told.value),)
    return RegisterAnswer(
        fact=request.fact,
        typed=typed,
        person=AskedPerson(name=answer.person.name, birth_date=answer.person.birth_date),
        reference=answer.person.reference,
        checked_at=answer.checked_on,
        valid_until=told.valid_until,
    )


def _said(reply: Reply) -> str:
    """The service's own word for why it gave no answer."""
    try:
        said: dict[str, Any] = msgspec.json.decode(reply.content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return str(said.get("error", ""))


def _wait(reply: Reply) -> timedelta | None:
    asked = reply.headers.get("retry-after", "")
    return min(timedelta(seconds=int(asked)), _LONGEST_WAIT) if asked.isascii() and asked.isdigit() else None
