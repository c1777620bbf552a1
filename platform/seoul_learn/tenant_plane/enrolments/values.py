"""What the rest of the platform is told of enrolments."""

import enum
from datetime import date, datetime, timedelta
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


GONE = (EnrolmentState.RELEASING.value, EnrolmentState.RELEASED.value, EnrolmentState.FAILED.value)
"""What a learner does not have: it is over, or on its way to be."""


class ReleaseReason(enum.StrEnum):
    """Why an enrolment is given back."""

    LEFT = "left"
    SWITCHED = "switched"
    TERM_ENDED = "term_ended"
    ENTITLEMENT_ENDED = "entitlement_ended"
    UNUSED = "unused"
    PROVIDER_STOPPED = "provider_stopped"


ASKED_BACK_EVERY = timedelta(hours=23)
"""A seat that has not come back is asked back once a day; the work of a day may come an hour early."""
UNAVAILABLE = "unavailable"
"""The fault of an enrolment whose provider did not answer."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner needs to get in. `instructions` are by language code; `reference` is what the connector calls
    the seat. `each_time`: the link is not for use as it is, the connector makes one of it for each entry.
    """

    code: str | None
    link: str | None
    instructions: dict[str, str]
    reference: str | None = None
    each_time: bool = False


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's use of an offering; `access` once it is active."""

    id: UUID
    contract_id: UUID
    entitlement_id: UUID
    category: str
    state: EnrolmentState
    ends_on: date
    access: Access | None


class OwnEnrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What an enrolment was granted by."""

    entitlement_id: UUID
    application_id: UUID


class NotGivenBack(msgspec.Struct, frozen=True, kw_only=True):
    """A seat that the provider has not taken back: last asked to at `asked_at`, `refused` when it said no."""

    enrolment_id: UUID
    contract_id: UUID
    reference: str
    asked_at: datetime | None
    refused: bool


class SeatCount(msgspec.Struct, frozen=True, kw_only=True):
    """Seats of a contract."""

    contract_id: UUID
    seats: int
    taken: int

    @property
    def free(self) -> int:
        """Those that can be claimed."""
        return self.seats - self.taken
