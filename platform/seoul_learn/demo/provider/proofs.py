"""The two signatures of docs/providers.md, under a shared secret: of a request, and of a launch link."""

import base64
import hashlib
import hmac
import json
import re

WINDOW_SECONDS = 300


def sign(secret: str, *, at: int, method: str, target: str, body: bytes) -> str:
    """The value of `Seoul-Learn-Signature`."""
    told = "\n".join([str(at), method, target, hashlib.sha256(body).hexdigest()])
    return f"t={at},v1={hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()}"


def is_signed(written: str, secret: str, *, now: float, method: str, target: str, body: bytes) -> bool:
    """True when a request was signed with the secret within five minutes of now, before or after."""
    found = re.fullmatch(r"t=([0-9]{1,12}),v1=[0-9a-f]{64}", written)
    if found is None or abs(int(found[1]) - now) > WINDOW_SECONDS:
        return False
    return hmac.compare_digest(written, sign(secret, at=int(found[1]), method=method, target=target, body=body))


def read_launch(token: str, secret: str, *, now: float, audience: str) -> dict[str, str] | None:
    """The claims of a launch link that is in time and ours; None otherwise. Used once is the caller's to see to."""
    parts = token.split(".")
    try:
        head, claims, given = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts)
        signed = hmac.new(secret.encode(), ".".join(parts[:2]).encode(), hashlib.sha256).digest()
        if json.loads(head)["alg"] != "HS256" or not hmac.compare_digest(signed, given):
            return None
        read = dict(json.loads(claims))
        return read if read["aud"] == audience and now - WINDOW_SECONDS < read["iat"] and now < read["exp"] else None
    except (ValueError, KeyError, TypeError):
        return None
