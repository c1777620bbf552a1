"""The provider API that we publish (docs/providers.md): a company that speaks it needs no connector of its own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import ClassVar, TypeVar
from uuid import UUID

import msgspec

from plugins.providers.rest.answers import (
    ASK_AGAIN,
    GivenSeat,
    Greeting,
    ProductList,
    SeatPage,
    UsagePage,
    is_no_such_seat,
    refused,
    understood,
)
from plugins.providers.rest.asking import Asking
from plugins.providers.rest.config import RestConfig
from plugins.providers.rest.signing import UnusableKey, launch_token, refuse_unusable_key, verify
from seoul_learn.kit.clock import Clock, SystemClock
from seoul_learn.kit.ids import parse_id
from seoul_learn.plugin_api.abilities import Event, Forged, HeldSeat, HeldState, Message
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.outgoing.reach import host_of
from seoul_learn.plugin_api.outgoing.wire import NoWire, Wire
from seoul_learn.plugin_api.provider import (
    CodePool,
    Concern,
    Instructions,
    Launch,
    LaunchingPerson,
    OfferedProduct,
    ProviderUnavailable,
    Seat,
    SeatRequest,
    Usage,
)

_MOST_PAGES = 500
_API = "seoul-learn-provider"
_Page = TypeVar("_Page", SeatPage, UsagePage)


class _WrittenEvent(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    type: str
    seat: UUID | None = None


class Rest:
    """A seat is `PUT /seats/{request.id}`: the same request makes the same seat, however often an answer is lost."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = RestConfig

    def __init__(self, wire: Wire | None = None, clock: Clock | None = None) -> None:
        self._wire = wire or NoWire()
        self._clock = clock or SystemClock()

    def now(self) -> datetime:
        """The moment that signatures are made for."""
        return self._clock.now()

    def hosts(self, config: RestConfig) -> tuple[str, ...]:
        return config.hosts()

    def through(self, wire: Wire, clock: Clock) -> "Rest":
        return Rest(wire, clock)

    async def check(self, config: RestConfig, pool: CodePool) -> tuple[Concern, ...]:
        del pool
        try:
            refuse_unusable_key(config)
        except UnusableKey:
            return (Concern(message="secret_unusable"),)
        try:
            answer = await self._asking(config).get("/")
            if answer.status in (401, 403):
                return (Concern(message="signature_refused"),)
            greeting = understood(answer, Greeting)
            if (greeting.api, greeting.version) != (_API, 1):
                return (Concern(message="not_this_api"),)
            # One who gives seats to anybody gives them to strangers too.
            if (await self._asking(config).get_unproved("/")).status != 401:
                return (Concern(message="signature_not_checked"),)
        except ProviderUnavailable as silence:
            return (Concern(message="unreachable", values={"reason": str(silence)}),)
        return ()

    async def offerings(self, config: RestConfig) -> tuple[OfferedProduct, ...]:
        listed = understood(await self._asking(config).get("/offerings"), ProductList)
        return tuple(OfferedProduct(reference=one.id, name=one.name) for one in listed.offerings)

    async def provision(self, request: SeatRequest, config: RestConfig, pool: CodePool) -> Seat:
        del pool
        wanted = {
            "offering": request.offering,
            "learner": request.learner,
            "language": request.language,
            "ends_on": request.ends_on.isoformat() if request.ends_on else None,
        }
        answer = await self._asking(config).put(f"/seats/{request.id}", wanted, key=str(request.id))
        if answer.status not in (200, 201, 202):
            refused(answer)
        given = understood(answer, GivenSeat)
        if (given.id, given.learner, given.offering) != (request.id, request.learner, request.offering):
            raise ProviderUnavailable("an answer about another seat", retry_after=ASK_AGAIN)
        if given.state is not HeldState.ACTIVE:
            raise ProviderUnavailable(f"the seat is {given.state}", retry_after=ASK_AGAIN)
        link = given.launch_url or ""
        if host_of(link) not in config.launch_hosts() or "#" in link:
            raise ProviderUnavailable("a launch address on another host", retry_after=ASK_AGAIN)
        return Seat(
            reference=str(given.id),
            access=Launch(link=link, instructions=_instructions(given, config), each_time=True),
        )

    async def release(self, seat: Seat, config: RestConfig) -> None:
        answer = await self._asking(config).delete(f"/seats/{_known(seat.reference)}")
        if answer.status == 204 or is_no_such_seat(answer):
            return
        given = understood(answer, GivenSeat)
        if str(given.id) != seat.reference or given.state is not HeldState.ENDED:
            raise ProviderUnavailable("the seat has not ended", retry_after=ASK_AGAIN)

    async def launch(self, seat: Seat, person: LaunchingPerson, config: RestConfig) -> Launch:
        """Signs the link itself: a provider that is slow keeps nobody waiting on our side."""
        link = seat.access.link or ""
        try:
            token = launch_token(
                config, seat_id=_known(seat.reference), learner=person.learner, language=person.language,
                now=self._clock.now(),
            )  # fmt: skip
        except UnusableKey as unusable:
            raise ProviderUnavailable(str(unusable), retry_after=ASK_AGAIN) from None
        return Launch(
            link=f"{link}{'&' if '?' in link else '?'}seoul_learn={token}", instructions=seat.access.instructions,
            each_time=True,
        )  # fmt: skip

    async def usage(self, since: datetime, config: RestConfig) -> tuple[Usage, ...]:
        at = since.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return tuple(
            [
                Usage(reference=str(one.seat), day=one.day, minutes=one.minutes)
                async for page in self._pages(config, "/usage", UsagePage, since=at)
                for one in page.usage
                if one.minutes >= 0
            ]
        )

    async def find(self, request_id: UUID, config: RestConfig) -> HeldSeat | None:
        answer = await self._asking(config).get(f"/seats/{request_id}")
        if is_no_such_seat(answer):
            return None
        given = understood(answer, GivenSeat)
        if given.id != request_id:
            raise ProviderUnavailable("an answer about another seat", retry_after=ASK_AGAIN)
        return _held(given)

    async def seats(self, offering: str, config: RestConfig) -> tuple[HeldSeat, ...]:
        return tuple(
            [
                _held(one)
                async for page in self._pages(config, "/seats", SeatPage, offering=offering)
                for one in page.seats
                if one.offering == offering and one.state is not HeldState.ENDED
            ]
        )

    def event(self, message: Message, config: RestConfig, *, now: datetime) -> Event:
        secret = config.signs_events_with
        if secret is None:
            raise Forged("the contract has no secret for events")
        verify(message, secret, now=now)
        try:
            written = msgspec.json.decode(message.body, type=_WrittenEvent)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Forged("the body is no event") from None
        if not 0 < len(written.id) <= 100 or not written.id.isprintable():
            raise Forged("the event has no id")
        return Event(id=written.id, request_id=written.seat if written.type == "seat.changed" else None)

    def _asking(self, config: RestConfig) -> Asking:
        return Asking(wire=self._wire, config=config, now=self._clock.now)

    async def _pages(
        self, config: RestConfig, path: str, kind: type[_Page], **query: str
    ) -> AsyncIterator[_Page]:
        seen = set()
        for _ in range(_MOST_PAGES):
            page = understood(await self._asking(config).get(path, **query), kind)
            yield page
            if page.after is None:
                return
            if page.after in seen:
                break
            seen.add(page.after)
            query["after"] = page.after
        raise ProviderUnavailable("a list without end", retry_after=ASK_AGAIN)


def _held(given: GivenSeat) -> HeldSeat:
    return HeldSeat(reference=str(given.id), request_id=given.id, learner=given.learner, state=given.state)


def _instructions(given: GivenSeat, config: RestConfig) -> Instructions:
    return Instructions(text=config.instructions or given.instructions)


def _known(reference: str) -> str:
    """The id of the seat: nothing else may become part of an address."""
    seat_id = parse_id(reference)
    if seat_id is None:
        raise ProviderUnavailable("a reference that is no id", retry_after=ASK_AGAIN)
    return str(seat_id)
