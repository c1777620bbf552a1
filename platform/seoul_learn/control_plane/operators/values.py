"""What the operator site and its use cases hand each other."""

from enum import StrEnum
from uuid import UUID

import msgspec


class Refusal(StrEnum):
    """Why a step of signing in was refused. Never says whether an address is known."""

    WRONG_CODE = "wrong_code"
    TOO_MANY_ATTEMPTS = "too_many_attempts"


class MailState(StrEnum):
    """How far a mail to an operator is. UNKNOWN: it was interrupted, and nobody can tell whether it left."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class OperatorKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Two 32-byte keys from the platform's secret; never in the database, a log or a repr."""

    digest: bytes
    sealing: bytes

    def __repr__(self) -> str:
        return "OperatorKeys(…)"


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session just made. `token` goes into the cookie and is told this once."""

    token: str
    session_id: UUID
    operator_id: UUID
    enrolled: bool

    def __repr__(self) -> str:
        return f"NewSession(session_id={self.session_id})"


class SignedInOperator(msgspec.Struct, frozen=True, kw_only=True):
    """Who a session token belongs to. Nothing but the second-factor pages opens before `second_factor` is true.

    `enrolled` tells whether to ask for a code of the second factor or to show how to set it up.
    """

    operator_id: UUID
    session_id: UUID
    email: str
    display_name: str
    second_factor: bool
    enrolled: bool


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator application needs: the base32 secret, and the same as an otpauth address for a QR code."""

    secret: str
    uri: str

    def __repr__(self) -> str:
        return "Enrolment(…)"


class OperatorMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be delivered."""

    id: UUID
    recipient: str
    subject: str
    body: str

    def __repr__(self) -> str:
        return f"OperatorMail(id={self.id})"
