"""What a provider's answer means: a seat only when everything about it is as it was asked for."""

from datetime import date, timedelta
from typing import Any, NoReturn, TypeVar
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.abilities import HeldState
from seoul_learn.plugin_api.outgoing.wire import Answer
from seoul_learn.plugin_api.provider import LearnerAction, LearnerActionNeeded, ProviderUnavailable, SeatRefused

ASK_AGAIN = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_REFUSALS = frozenset({"no_seats", "not_offered", "ended", "refused"})
_REFUSING = frozenset({403, 409, 410, 422})
_T = TypeVar("_T", bound=msgspec.Struct)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why not: a code of ours, and for `learner_action` what she has to do."""

    code: str
    action: LearnerAction | None = None


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every answer that is not a success."""

    error: Problem


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to `GET /`."""

    api: str
    version: int


class GivenSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A seat in an answer. `error` is there so that one beside a seat is seen."""

    id: UUID
    offering: str
    learner: str
    state: HeldState
    launch_url: str | None = None
    instructions: dict[str, str] = {}
    error: Any = None


class SeatPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list; `after` asks for the next one."""

    seats: tuple[GivenSeat, ...]
    after: str | None = None
    error: Any = None


class UsedSeat(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes of a day."""

    seat: UUID
    day: date
    minutes: int


class UsagePage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of use."""

    usage: tuple[UsedSeat, ...]
    after: str | None = None
    error: Any = None


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider offers."""

    id: str
    name: dict[str, str]


class ProductList(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to `GET /offerings`."""

    offerings: tuple[Product, ...]
    error: Any = None


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """The authorization server's answer (RFC 6749, section 5.1)."""

    access_token: str
    token_type: str


def understood(answer: Answer, kind: type[_T]) -> _T:
    """The body of a success. Raises ProviderUnavailable for anything else: what it means is not known."""
    if answer.status not in (200, 201, 202):
        unknown(answer)
    try:
        read = msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProviderUnavailable("an answer that is not of this API", retry_after=ASK_AGAIN) from None
    if getattr(read, "error", None) is not None:
        raise ProviderUnavailable("a success with an error inside", retry_after=ASK_AGAIN)
    return read


def refused(answer: Answer) -> NoReturn:
    """Raises what an answer without a seat says: a refusal only in our own words, else ProviderUnavailable."""
    problem = problem_of(answer)
    if problem is not None and answer.status in _REFUSING:
        if problem.code == "learner_action" and problem.action is not None:
            raise LearnerActionNeeded(problem.action)
        if problem.code in _REFUSALS:
            raise SeatRefused(problem.code)
    unknown(answer)


def unknown(answer: Answer) -> NoReturn:
    """Raises ProviderUnavailable, with the wait that the provider asks for."""
    raise ProviderUnavailable(f"status {answer.status}", retry_after=_wait(answer))


def is_no_such_seat(answer: Answer) -> bool:
    """True when the provider itself says so. A bare 404 may be anybody's: a proxy's, or a wrong address's."""
    problem = problem_of(answer)
    return answer.status == 404 and problem is not None and problem.code == "no_such_seat"


def problem_of(answer: Answer) -> Problem | None:
    """What the provider says is wrong, where it says so in our words."""
    try:
        return msgspec.json.decode(answer.body, type=Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _wait(answer: Answer) -> timedelta:
    written = answer.headers.get("retry-after", "")
    if not (written.isascii() and written.isdecimal() and len(written) < 8):
        return ASK_AGAIN
    return min(max(timedelta(seconds=int(written)), timedelta(seconds=1)), _LONGEST_WAIT)
