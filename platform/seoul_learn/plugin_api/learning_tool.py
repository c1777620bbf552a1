"""What a contract says of a learning tool (LTI 1.3): shared by the connector, which the city configures, and the
platform, which sends people there.
"""

import enum
from typing import Annotated

import msgspec

from seoul_learn.plugin_api.config import Config

LEARNING_TOOL = "lti"
"""The name of the connector whose enrolments are opened by a message of LTI."""

Address = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/#]+(/[^\s#]*)?$", description="an address on the web")]
_CustomName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
_CustomText = Annotated[str, msgspec.Meta(max_length=1000)]


class Privacy(enum.StrEnum):
    """What a provider learns of who comes. Each level tells what the ones before it tell.

    ANONYMOUS: a subject of this one enrolment. PSEUDONYMOUS: one subject for all that the learner uses of the provider.
    """

    ANONYMOUS = "anonymous"
    PSEUDONYMOUS = "pseudonymous"
    NAME = "name"
    EMAIL = "email"


class LearningToolConfig(Config, frozen=True, kw_only=True):
    """The privacy level, which of the provider's tools (where it has several), another page than its first, and
    custom parameters of the contract.
    """

    privacy: Privacy = Privacy.ANONYMOUS
    client_id: Annotated[str, msgspec.Meta(pattern=r"^[\x21-\x7e]{1,100}$")] | None = None
    page: Address | None = None
    custom: dict[_CustomName, _CustomText] = msgspec.field(default_factory=dict)
