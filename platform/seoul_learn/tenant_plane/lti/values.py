"""What the faces and the use cases of learning tools hand each other."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.learning_tool import LearningToolConfig, Privacy
from seoul_learn.tenant_plane.catalogue.values import Contract

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
CONTENT_DEVELOPER = "http://purl.imsglobal.org/vocab/lis/v2/membership#ContentDeveloper"
INSTITUTION_LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Learner"
INSTITUTION_ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"


class MessageKind(enum.StrEnum):
    """A learner opens a lesson; an officer chooses content."""

    RESOURCE = "resource"
    DEEP_LINKING = "deep_linking"


class Once(enum.StrEnum):
    """What of a tool is good for one time."""

    NONCE = "nonce"
    ANSWER = "answer"
    ASSERTION = "assertion"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Something to open under a contract. `page` is None for the tool's own first one."""

    id: UUID
    contract_id: UUID
    title: str
    description: str
    page: str | None
    custom: dict[str, str]


class BegunMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser takes to the tool; both hints are told this once and mean nothing to anybody but us."""

    login_hint: str
    message_hint: str
    deployment_id: UUID

    def __repr__(self) -> str:
        return f"BegunMessage(deployment_id={self.deployment_id})"


class TakenMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way, taken by the person who began it. `data` is for an answer of content, and told once."""

    id: UUID
    kind: MessageKind
    contract: Contract
    config: LearningToolConfig
    deployment_id: UUID
    enrolment_id: UUID | None = None
    link: Link | None = None
    line_item_id: UUID | None = None
    data: str = ""

    def __repr__(self) -> str:
        return f"TakenMessage(id={self.id}, kind={self.kind})"


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """A private key in PEM, to sign one message with."""

    kid: str
    private_pem: bytes

    def __repr__(self) -> str:
        return f"SigningKey(kid={self.kid!r})"


class LineItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something to give scores for."""

    id: UUID
    contract_id: UUID
    link_id: UUID | None
    label: str
    score_maximum: float
    resource: str | None
    tag: str | None
    extra: dict[str, Any]


class Activity(enum.StrEnum):
    """How far a learner is (AGS 2.0, section 3.4.8)."""

    INITIALIZED = "Initialized"
    STARTED = "Started"
    IN_PROGRESS = "InProgress"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"


class Grading(enum.StrEnum):
    """How far the giving of the score is (AGS 2.0, section 3.4.9)."""

    FULLY_GRADED = "FullyGraded"
    PENDING = "Pending"
    PENDING_MANUAL = "PendingManual"
    FAILED = "Failed"
    NOT_READY = "NotReady"


class PostedScore(msgspec.Struct, frozen=True, kw_only=True):
    """A score as a tool posts it, read and judged."""

    subject: str
    scored_at: datetime
    activity: Activity
    grading: Grading
    given: float | None = None
    maximum: float | None = None
    comment: str | None = None

    def __repr__(self) -> str:
        return "PostedScore(…)"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of a learner's scores for a line item, on the item's own scale; None before there is a final one."""

    person_id: UUID
    enrolment_id: UUID
    given: float | None
    comment: str | None
    scored_at: datetime


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a learner is with one line item of hers: what “My learning” shows."""

    enrolment_id: UUID
    link_id: UUID | None
    label: str
    activity: Activity
    given: float | None
    maximum: float | None
    scored_at: datetime


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A learner of a contract, as far as its privacy level tells."""

    enrolment_id: UUID
    person_id: UUID
    name: str
    email: str

    def __repr__(self) -> str:
        return "Member(…)"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a tool's word for somebody means: a person, or the person of one enrolment."""

    person_id: UUID | None = None
    enrolment_id: UUID | None = None


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of content that an officer was sent back with, not yet taken."""

    title: str
    description: str = ""
    page: str | None = None
    custom: dict[str, str] = {}
    score_maximum: float | None = None
    label: str = ""
    resource: str | None = None
    tag: str | None = None


class ToolToken(msgspec.Struct, frozen=True, kw_only=True):
    """Whose access token it is, and for what."""

    tool_id: UUID
    client_id: str
    scopes: tuple[str, ...]


def name_of(contract: Contract, language: str) -> str:
    """What the offering of a contract is called in a language, or in any."""
    names = contract.terms.name
    return names.get(language) or next(iter(names.values()), contract.terms.offering)


def tells_name(privacy: Privacy) -> bool:
    """Whether the provider learns the name."""
    return privacy in (Privacy.NAME, Privacy.EMAIL)


def tells_email(privacy: Privacy) -> bool:
    """Whether the provider learns the address."""
    return privacy is Privacy.EMAIL
