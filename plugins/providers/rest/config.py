"""What a city's contract sets for a provider that speaks our published API (docs/providers.md)."""

import enum
from typing import Annotated

import msgspec

from seoul_learn.plugin_api.config import Config, Secret
from seoul_learn.plugin_api.outgoing.reach import host_of

_Address = Annotated[
    str, msgspec.Meta(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$", description="an address without a query")
]


class Proof(enum.StrEnum):
    """How the provider knows that it is us who ask."""

    HMAC = "hmac"
    PRIVATE_KEY_JWT = "private_key_jwt"


class RestConfig(Config, frozen=True, kw_only=True):
    """`secret` is the shared secret under `hmac`, our private key (PEM, P-256) under `private_key_jwt`.

    `webhook_secret` is what the provider signs its events with; under `hmac` the shared secret unless told otherwise.
    """

    address: _Address
    client_id: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")]
    secret: Secret
    proof: Proof = Proof.HMAC
    authorization_address: _Address | None = None
    webhook_secret: Secret | None = None
    launch_host: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.-]+(:[0-9]+)?$")] | None = None
    instructions: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def base(self) -> str:
        """The address, without a slash at its end."""
        return self.address.rstrip("/")

    @property
    def signs_events_with(self) -> str | None:
        """What events of the provider are signed with; None when it sends none."""
        return self.webhook_secret or (self.secret if self.proof is Proof.HMAC else None)

    def hosts(self) -> tuple[str, ...]:
        """Whom we ask."""
        asked = (self.address, self.authorization_address)
        return tuple(dict.fromkeys(host_of(one) for one in asked if one))

    def launch_hosts(self) -> frozenset[str]:
        """Where learners may be sent."""
        return frozenset(one for one in (host_of(self.address), self.launch_host) if one)
