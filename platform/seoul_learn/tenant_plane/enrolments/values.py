"""What the rest of the platform is told of enrolments."""

import enum
from datetime import date
from uuid import UUID

import msgspec


class EnrolmentState(enum.StrEnum):
    """How far an enrolment is; `states.py` has the moves between them."""

    REQUESTED = "requested"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RELEASING = "releasing"
    RELEASED = "released"


GONE = (EnrolmentState.RELEASED.value, EnrolmentState.FAILED.value)
"""What an enrolment is no more."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner needs to get in. `instructions` are by language code; `reference` is what the connector calls
    the seat.
    """

    code: str | None
    link: str | None
    instructions: dict[str, str]
    reference: str | None = None


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's use of an offering; `access` once it is active."""

    id: UUID
    contract_id: UUID
    category: str
    state: EnrolmentState
    ends_on: date
    access: Access | None


class SeatCount(msgspec.Struct, frozen=True, kw_only=True):
    """Seats of a contract."""

    contract_id: UUID
    seats: int
    taken: int

    @property
    def free(self) -> int:
        """Those that can be claimed."""
        return self.seats - self.taken
