"""Codes of an authenticator application: TOTP (RFC 6238), 6 digits, steps of 30 seconds, one step of drift each way."""

from datetime import datetime

import pyotp

from seoul_learn.kit.tokens import same

STEP_SECONDS = 30
_ISSUER = "Seoul Learn"


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 section 4 recommends."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, *, email: str) -> str:
    """The otpauth address that an authenticator application reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)


def accepted_step(secret: str, *, code: str, at: datetime, after: int | None) -> int | None:
    """The time step whose code this is, or None.

    A step not later than `after` is refused, so that a code is accepted once (RFC 6238 section 5.2).
    """
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    current = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        fits = same(totp.generate_otp(step).encode(), typed.encode())
        if fits and (after is None or step > after):
            return step
    return None
