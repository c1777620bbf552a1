"""A connector: what speaks to one kind of provider. It gives a seat for a request, once, however often it is asked.

ConnectorError
├── ProviderUnavailable    try again later; nothing is known to have happened
├── LearnerActionNeeded    the learner has to do something first
└── SeatRefused            the provider says no for good
Anything else that a connector raises is a fault of the connector and is reported as one.
"""

import enum
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Protocol
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.manifest import Manifest


class ConnectorError(Exception):
    """What a connector may raise."""


class ProviderUnavailable(ConnectorError):
    """The provider did not answer, or has nothing to give now. The platform asks again after `retry_after`."""

    def __init__(self, reason: str, *, retry_after: timedelta) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class LearnerAction(enum.StrEnum):
    """What only the learner can do."""

    ACCEPT_TERMS = "accept_terms"
    CONFIRM_ADDRESS = "confirm_address"
    LINK_ACCOUNT = "link_account"


class LearnerActionNeeded(ConnectorError):
    """The provider waits for the learner."""

    def __init__(self, kind: LearnerAction) -> None:
        super().__init__(kind.value)
        self.kind = kind


class SeatRefused(ConnectorError):
    """The provider gives no seat for this request; `reason` is a message of the plugin's strings."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CodePool(Protocol):
    """The codes that a provider sent for one contract. The platform keeps them sealed and hands this out."""

    async def take(self, request_id: UUID) -> str | None:
        """The code of a request: the same one whenever it asks again. None when no code is left."""
        ...

    async def remaining(self) -> int:
        """How many codes nobody has."""
        ...


class SeatRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's wish for a seat. `id` stays the same through every retry: it is the key of idempotency.

    `learner` is a pseudonym that differs from provider to provider; `ends_on` is the last day of use.
    """

    id: UUID
    offering: str
    learner: str
    language: str
    ends_on: date | None = None


class Instructions(msgspec.Struct, frozen=True, kw_only=True):
    """What the learner is to do: a message of the plugin's strings with its values, or `text` by language instead."""

    message: str = "instructions"
    values: dict[str, str] = {}
    text: dict[str, str] = {}


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """How a learner gets in: by a link, with a code, or both. Its repr shows neither.

    `each_time`: the link is good for one entry, so `launch` is asked for another one whenever the learner goes there.
    """

    link: str | None = None
    code: str | None = None
    instructions: Instructions = Instructions()
    each_time: bool = False

    def __repr__(self) -> str:
        return f"Launch(link={_hidden(self.link)}, code={_hidden(self.code)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("link", _hidden(self.link)), ("code", _hidden(self.code))]


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A place at the provider. `reference` means something to the connector alone; `access` is for the learner."""

    reference: str
    access: Launch

    def __repr__(self) -> str:
        return f"Seat(access={self.access!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("access", self.access)]


def _hidden(value: str | None) -> str | None:
    return None if value is None else "…"


class LaunchingPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Who launches: the pseudonym that the request named, and the language of the page."""

    learner: str
    language: str


class OfferedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """One product that the provider lists, under the provider's own reference."""

    reference: str
    name: dict[str, str]


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes of use of one seat on one day, as the provider tells them."""

    reference: str
    day: date
    minutes: int


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """Something an officer should mend: a message of the plugin's strings and its values."""

    message: str
    values: dict[str, str] = {}


class Connector(Protocol):
    """What a plugin of the group `seoul_learn.providers` provides. It keeps no state of its own between calls.

    `config` in every method is a value of the connector's own `config` struct, from the city's contract.
    """

    manifest: ClassVar[Manifest]
    config: ClassVar[type[msgspec.Struct]]

    async def check(self, config: Any, pool: CodePool) -> tuple[Concern, ...]:
        """What stands in the way of giving seats now; empty when nothing does."""
        ...

    async def offerings(self, config: Any) -> tuple[OfferedProduct, ...]:
        """The provider's own list, for an operator to compare; empty when the provider has none to ask."""
        ...

    async def provision(self, request: SeatRequest, config: Any, pool: CodePool) -> Seat:
        """A seat for the request, the same one for the same `request.id`. Raises ConnectorError."""
        ...

    async def release(self, seat: Seat, config: Any) -> None:
        """Give the seat back. A seat that is gone already is no error. Raises ProviderUnavailable."""
        ...

    async def launch(self, seat: Seat, person: LaunchingPerson, config: Any) -> Launch:
        """How to get in now. Raises ConnectorError."""
        ...

    async def usage(self, since: datetime, config: Any) -> tuple[Usage, ...]:
        """Use since a moment, by day and seat; empty when the provider tells none. Raises ProviderUnavailable."""
        ...
