"""A fact source: what asks one kind of state register what it knows of a person who has agreed to be asked about.

RegisterError
├── RegisterUnavailable    no answer now; asked again later under the same id
├── PersonNotFound         the register knows nobody like that
├── ConsentRefused         the register does not take this consent
├── AccessRefused          the register does not let this city in: an officer has to mend it
└── AnswerUnusable         it answered, and nothing of that can be taken
Anything else that a fact source raises is a fault of the fact source and is reported as one.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal, Protocol
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.manifest import Manifest


class RegisterError(Exception):
    """What a fact source may raise. The reason is a code for officers and logs, never personal data."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class RegisterUnavailable(RegisterError):
    """No answer now. `sent`: the register may have seen the question, and only its answer was lost."""

    def __init__(self, reason: str, *, retry_after: timedelta | None = None, sent: bool = True) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.sent = sent


class PersonNotFound(RegisterError):
    """The register knows nobody of that name and day of birth, or nothing of what was asked."""


class ConsentRefused(RegisterError):
    """The register does not take this person's consent as the law wants it."""


class AccessRefused(RegisterError):
    """The register does not know this city, or not by this secret."""


class AnswerUnusable(RegisterError):
    """The register answered in a way that nothing can be taken from."""


class AskedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a register is asked about, as she wrote it herself. Its repr shows nothing."""

    name: str
    birth_date: date

    def __repr__(self) -> str:
        return "AskedPerson(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []


class LookUpRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `id` stays the same through every retry: it is the key of idempotency.

    `purpose` is what the person agreed to, in the words that she saw, and `consented_at` when.
    """

    id: UUID
    fact: str
    person: AskedPerson
    purpose: str
    consented_at: datetime


class RegisterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the register told. `typed` is the value as somebody would type or tick it: the platform reads it.

    `person` is whom the register says it answered for, which the platform holds against whom it asked about.
    `reference` is the register's own lasting name of that person, where it has one; `valid_until` where it says so.
    """

    fact: str
    typed: tuple[str, ...]
    person: AskedPerson
    checked_at: date
    reference: str = ""
    valid_until: date | None = None

    def __repr__(self) -> str:
        return f"RegisterAnswer(fact={self.fact!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("fact", self.fact)]


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What came back over the network, whole and not too long. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class RegisterClient(Protocol):
    """The only way out that a fact source has. It follows no redirect, and has an end to waiting and to length."""

    async def send(
        self, method: Literal["GET", "POST"], address: str, *, headers: Mapping[str, str], content: bytes = b""
    ) -> Reply:
        """The reply, whatever its status. Raises RegisterUnavailable."""
        ...


class FactSource(Protocol):
    """What a plugin of the group `seoul_learn.fact_sources` provides. It keeps no state of its own between calls.

    `supplies` are the facts that it can ask for. `config` in the method is a value of its own `config` struct, from the
    city's bundle; `secret` is what the city was given to prove itself, which stands in no bundle.
    """

    manifest: ClassVar[Manifest]
    config: ClassVar[type[msgspec.Struct]]
    supplies: ClassVar[tuple[str, ...]]

    async def look_up(
        self, request: LookUpRequest, config: Any, *, secret: str, client: RegisterClient
    ) -> RegisterAnswer:
        """What the register knows, the same for the same `request.id`. Raises RegisterError."""
        ...
