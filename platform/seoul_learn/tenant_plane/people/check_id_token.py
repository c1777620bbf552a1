"""Whether an ID token says what we may believe (OpenID Connect Core 1.0, section 3.1.3.7).

Written out by us: the libraries' own check was seen to accept a wrong issuer where the metadata names none, a token
for another client that carries our `azp`, and one a minute past its end. Everything is held against what the city
configured and what this attempt sent, never against what the provider says of itself.
"""

import hmac
import string
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from seoul_learn.tenant_plane.people.oidc_metadata import SIGNED_WITH

LEEWAY = timedelta(seconds=30)
"""How far the provider's clock may be from ours: half a minute, so that a token a minute old is refused."""

_LONGEST_SUBJECT = 255
_PRINTABLE = frozenset(string.printable) - frozenset(string.whitespace) | {" "}


class TokenRefused(Exception):
    """The token is not believed; `reason` is a word for the log, and nothing of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What the token has to agree with."""

    issuer: str
    client_id: str
    nonce: str


def check_id_token(token: str, keys: Mapping[str, Any], expected: Expected, *, now: datetime) -> dict[str, Any]:
    """The claims of a token that may be believed. Raises TokenRefused."""
    claims = _verified(token, keys)
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("issuer")
    # Ours alone: we trust no other audience, and `azp` cannot make us one.
    if claims.get("aud") not in (expected.client_id, [expected.client_id]):
        raise TokenRefused("audience")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise TokenRefused("authorized party")
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    if _moment(claims, "exp") + leeway <= moment:
        raise TokenRefused("expired")
    if _moment(claims, "iat") - leeway > moment or ("nbf" in claims and _moment(claims, "nbf") - leeway > moment):
        raise TokenRefused("not yet valid")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise TokenRefused("nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or not _PRINTABLE.issuperset(subject):
        raise TokenRefused("subject")
    return claims


def _verified(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    try:
        key_set = KeySet.import_key_set({"keys": [key for key in keys["keys"] if key.get("use", "sig") == "sig"]})
        return dict(jwt.decode(token, key_set, algorithms=list(SIGNED_WITH)).claims)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        # Keys and token are somebody else's bytes: whatever in them a library stumbles over is no signature.
        raise TokenRefused("signature") from fault


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise TokenRefused(name)
    return float(value)
