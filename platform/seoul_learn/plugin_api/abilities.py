"""What a connector may be able to do beyond what every connector does. The platform asks with `isinstance`.

SpeaksOut     asks its provider over the network, through the wire that it is handed
TellsSeats    knows which seats the provider holds, so that both sides can be compared
TakesEvents   understands what the provider sends by itself
"""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, Self, runtime_checkable
from uuid import UUID

import msgspec

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.outgoing.wire import Wire


class HeldState(enum.StrEnum):
    """What the provider says of a seat: in use, about to be, or over."""

    ACTIVE = "active"
    PENDING = "pending"
    ENDED = "ended"


class HeldSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A seat as the provider has it. `reference` is that of `Seat`; `request_id` the one it was given for."""

    reference: str
    request_id: UUID | None
    learner: str
    state: HeldState


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What arrived for a contract, to the byte. `target` is path and query; names of headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Message({self.method} …)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("method", self.method)]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something happened to a seat at the provider. What, is asked of the provider: an event may be old or repeated."""

    id: str
    request_id: UUID | None


class Forged(Exception):
    """The message is not the provider's, or not of this moment. The text is for the log."""


@runtime_checkable
class SpeaksOut(Protocol):
    """Asks over the network, and only through the wire."""

    def hosts(self, config: Any) -> tuple[str, ...]:
        """The hosts that a contract needs, `provider.example` or with a port; never one that an answer named."""
        ...

    def through(self, wire: Wire, clock: Clock) -> Self:
        """The same connector with a way out and a clock."""
        ...


@runtime_checkable
class TellsSeats(Protocol):
    """Both raise ProviderUnavailable. An answer that cannot be understood is never "no seat"."""

    async def find(self, request_id: UUID, config: Any) -> HeldSeat | None:
        """The seat of a request as it is now; None when the provider says that there is none."""
        ...

    async def seats(self, offering: str, config: Any) -> tuple[HeldSeat, ...]:
        """Every seat of an offering that is not over."""
        ...


@runtime_checkable
class TakesEvents(Protocol):
    """Needs no network: what is worth knowing is asked for afterwards."""

    def event(self, message: Message, config: Any, *, now: datetime) -> Event:
        """What the message tells. Raises Forged."""
        ...
