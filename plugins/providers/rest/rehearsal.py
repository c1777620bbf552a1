"""Everything that docs/providers.md asks of a provider, tried on one: what is not as it should be, in sentences."""

import secrets
from datetime import timedelta
from uuid import uuid4

from plugins.providers.rest import Rest
from plugins.providers.rest.config import RestConfig
from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.abilities import HeldState
from seoul_learn.plugin_api.outgoing.wire import Ask, Wire
from seoul_learn.plugin_api.provider import (
    ConnectorError,
    Launch,
    LaunchingPerson,
    ProviderUnavailable,
    Seat,
    SeatRefused,
    SeatRequest,
)
from seoul_learn.plugin_api.strings import Strings

_REFUSED_FROM = 400


class NoCodes:
    """A pool without codes: this API needs none."""

    async def take(self, request_id: object) -> None:
        """Nothing."""
        del request_id

    async def remaining(self) -> int:
        """None."""
        return 0


async def rehearse(config: RestConfig, offering: str, *, wire: Wire, clock: Clock, strings: Strings) -> list[str]:
    """The faults, none for a provider that can be worked with. Leaves an ended seat of an invented learner behind."""
    rest = Rest().through(wire, clock)
    concerns = await rest.check(config, NoCodes())
    if concerns:
        return [strings["en"][one.message].format(**one.values) for one in concerns]
    request = SeatRequest(
        id=uuid4(), offering=offering, learner=secrets.token_hex(32), language="en",
        ends_on=(clock.now() + timedelta(days=1)).date(),
    )  # fmt: skip
    play = _Rehearsal(rest, config, request, wire)
    for step in (play.before, play.given, play.found, play.entered, play.used, play.ended):
        try:
            await step()
        except ConnectorError as error:
            play.faults.append(f"{step.__doc__} {type(error).__name__}: {error}")
            break
    return play.faults


class _Rehearsal:
    def __init__(self, rest: Rest, config: RestConfig, request: SeatRequest, wire: Wire) -> None:
        self.rest, self.config, self.request, self.wire = rest, config, request, wire
        self.faults: list[str] = []
        self.seat = Seat(reference=str(request.id), access=Launch())

    async def before(self) -> None:
        """GET /seats/{id} of a seat that was never given:"""
        if await self.rest.find(self.request.id, self.config) is not None:
            self.faults.append("GET /seats/{id}: a seat that was never given is there.")

    async def given(self) -> None:
        """PUT /seats/{id}:"""
        self.seat = await self.rest.provision(self.request, self.config, NoCodes())
        if await self.rest.provision(self.request, self.config, NoCodes()) != self.seat:
            self.faults.append("PUT /seats/{id}: asked again, it gives another seat.")

    async def found(self) -> None:
        """GET /seats/{id} and GET /seats:"""
        held = await self.rest.find(self.request.id, self.config)
        if held is None or held.state is not HeldState.ACTIVE or held.learner != self.request.learner:
            self.faults.append("GET /seats/{id}: the seat that was just given is not active under its learner.")
        listed = await self.rest.seats(self.request.offering, self.config)
        if [one.request_id for one in listed].count(self.request.id) != 1:
            self.faults.append("GET /seats: the seat that was just given is not listed once.")
        if await self.rest.seats(f"no-{self.request.offering}", self.config):
            self.faults.append("GET /seats: an offering that nobody has lists seats.")

    async def entered(self) -> None:
        """The link:"""
        first, second = await self._link(), await self._link()
        if await self._status(first) >= _REFUSED_FROM:
            self.faults.append("The link: a good one is refused.")
        if await self._status(first) < _REFUSED_FROM:
            self.faults.append("The link: it is good a second time.")
        head, _, signature = second.rpartition(".")
        if await self._status(f"{head}.{'A' * len(signature)}") < _REFUSED_FROM:
            self.faults.append("The link: a wrong signature lets somebody in.")

    async def used(self) -> None:
        """GET /usage:"""
        await self.rest.usage(self.rest.now() - timedelta(days=1), self.config)

    async def ended(self) -> None:
        """DELETE /seats/{id}:"""
        link = await self._link()
        await self.rest.release(self.seat, self.config)
        await self.rest.release(self.seat, self.config)
        held = await self.rest.find(self.request.id, self.config)
        if held is not None and held.state is not HeldState.ENDED:
            self.faults.append("DELETE /seats/{id}: the seat has not ended.")
        if self.request.id in [one.request_id for one in await self.rest.seats(self.request.offering, self.config)]:
            self.faults.append("GET /seats: a seat that has ended is listed.")
        if await self._status(link) < _REFUSED_FROM:
            self.faults.append("The link: it lets somebody into a seat that has ended.")
        try:
            await self.rest.provision(self.request, self.config, NoCodes())
        except SeatRefused:
            return
        self.faults.append("PUT /seats/{id}: a seat that has ended is given again.")

    async def _link(self) -> str:
        person = LaunchingPerson(learner=self.request.learner, language="en")
        return (await self.rest.launch(self.seat, person, self.config)).link or ""

    async def _status(self, link: str) -> int:
        try:
            return (await self.wire.send(Ask(method="GET", address=link, headers={"accept": "text/html"}))).status
        except ProviderUnavailable as silence:
            # A page may be as long as it likes: only that it was served matters.
            return 200 if "without end" in str(silence) or "packed" in str(silence) else 500
