"""Secrets that people carry (session tokens, one-time codes) and the digests that we keep of them."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def new_code(digits: int = 6) -> str:
    """A one-time code of decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(digits))


def token_digest(token: str) -> bytes:
    """What is stored of a token with enough randomness of its own: SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def keyed_digest(key: bytes, *parts: str) -> bytes:
    """What is stored of a short secret: HMAC-SHA-256 under a key that the database does not hold, 32 bytes."""
    message = b"\x00".join(part.encode() for part in parts)
    return hmac.new(key, message, hashlib.sha256).digest()


def derive_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose from the platform's secret, so that no key serves two purposes."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)
