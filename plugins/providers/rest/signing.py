"""Signatures of requests, events and launch links, as docs/providers.md publishes them."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from plugins.providers.rest.config import Proof, RestConfig
from seoul_learn.plugin_api.abilities import Forged, Message

HEADER = "seoul-learn-signature"
WINDOW = timedelta(minutes=5)
"""How far the clocks of both sides may be apart, in either direction."""
LAUNCH_LASTS = timedelta(seconds=60)
SHORTEST_SECRET = 32
_WRITTEN = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


class UnusableKey(Exception):
    """The contract's secret is not a key for how it proves itself."""


def signature(secret: str, *, at: int, method: str, target: str, body: bytes) -> str:
    """The value of the header. Both directions sign alike; the target keeps one from passing for the other."""
    told = "\n".join((str(at), method, target, hashlib.sha256(body).hexdigest()))
    mac = hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def target_of(address: str) -> str:
    """Path and query of an address, as they stand in the request."""
    split = urlsplit(address)
    return (split.path or "/") + (f"?{split.query}" if split.query else "")


def verify(message: Message, secret: str, *, now: datetime) -> None:
    """Return when the message was signed with this secret about now. Raises Forged."""
    written = _WRITTEN.fullmatch(message.headers.get(HEADER, ""))
    if written is None:
        raise Forged("no signature")
    at = int(written[1])
    # Both ways: a signature for a time to come could be kept until then.
    if abs(at - now.timestamp()) > WINDOW.total_seconds():
        raise Forged("signed at another time")
    expected = signature(secret, at=at, method=message.method, target=message.target, body=message.body)
    if not hmac.compare_digest(expected, message.headers[HEADER]):
        raise Forged("signed by somebody else, or altered")


def client_assertion(config: RestConfig, *, now: datetime) -> str:
    """Who we are, to the provider's authorization server (RFC 7523, section 2.2). Raises UnusableKey."""
    claims = {
        "iss": config.client_id,
        "sub": config.client_id,
        "aud": config.authorization_address,
        "iat": int(now.timestamp()),
        "exp": int((now + LAUNCH_LASTS).timestamp()),
        "jti": secrets.token_urlsafe(16),
    }
    return jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, _key(config))


def launch_token(config: RestConfig, *, seat_id: str, learner: str, language: str, now: datetime) -> str:
    """One entry to one seat within a minute. Raises UnusableKey."""
    claims = {
        "iss": config.client_id,
        "aud": config.base,
        "sub": seat_id,
        "learner": learner,
        "language": language,
        "iat": int(now.timestamp()),
        "exp": int((now + LAUNCH_LASTS).timestamp()),
        "jti": secrets.token_urlsafe(16),
    }
    algorithm = "HS256" if config.proof is Proof.HMAC else "ES256"
    return jwt.encode({"alg": algorithm, "typ": "JWT"}, claims, _key(config))


def refuse_unusable_key(config: RestConfig) -> None:
    """Raises UnusableKey."""
    _key(config)


def _key(config: RestConfig) -> OctKey | ECKey:
    if config.proof is Proof.HMAC:
        if len(config.secret) < SHORTEST_SECRET:
            raise UnusableKey("the shared secret is too short")
        return OctKey.import_key(config.secret)
    try:
        key = ECKey.import_key(config.secret)
    except Exception:
        # Whatever the library says of it may repeat it.
        raise UnusableKey("no private key") from None
    if not key.is_private or key.curve_name != "P-256":
        raise UnusableKey("no private key of P-256")
    return key
