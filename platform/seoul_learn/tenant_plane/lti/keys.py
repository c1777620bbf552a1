"""The keys that a city signs with: published before they sign, and for a while after another one has taken over."""

import base64
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.lti.models import LtiKey
from seoul_learn.tenant_plane.lti.values import SigningKey

SIGNS_FOR = timedelta(days=90)
ANNOUNCED_FOR = timedelta(days=2)
"""How long a new key is published before it signs: tools keep what they fetched for a day, some for longer."""
KEPT_FOR = timedelta(days=7)
"""How long it is published after another one has taken over."""
_BITS = 2048


async def signing_key(session: AsyncSession, *, seal: Seal, clock: Clock) -> SigningKey:
    """The key that signs now. The first message of a city makes its first one."""
    row = await _newest(session, clock.now())
    if row is None:
        row = await _make(session, signs_from=clock.now(), seal=seal, clock=clock)
    private = seal.unseal(row.private_key, table="lti_key", row=row.id, column="private_key")
    return SigningKey(kid=str(row.id), private_pem=private)


async def published_keys(session: AsyncSession, *, seal: Seal, clock: Clock) -> list[dict[str, Any]]:
    """The public halves of all keys that sign, will sign, or signed not long ago (RFC 7517)."""
    now = clock.now()
    rows = list(await session.scalars(select(LtiKey).order_by(LtiKey.signs_from, LtiKey.id)))
    if not rows:
        rows = [await _make(session, signs_from=now, seal=seal, clock=clock)]
    return [row.public_key for row in rows if row.retires_at is None or row.retires_at > now]


async def rotate_keys(
    session: AsyncSession, *, seal: Seal, clock: Clock, actor: Actor, due: bool = True, at_once: bool = False
) -> bool:
    """Announce the next key when it is `due`, and forget those that nobody needs; whether there is a new one.

    A city without any key is left without, and one whose next key is announced already with that. `at_once`: a new
    key signs from now on and the old ones are published no more, as when one was stolen.
    """
    now = clock.now()
    await session.execute(delete(LtiKey).where(LtiKey.retires_at <= now))
    rows = list(await session.scalars(select(LtiKey).order_by(LtiKey.signs_from, LtiKey.id).with_for_update()))
    if not rows:
        return False
    if at_once:
        await session.execute(delete(LtiKey))
    elif rows[-1].signs_from > now or (due and rows[-1].signs_from + SIGNS_FOR > now):
        return False
    else:
        retires = update(LtiKey).where(LtiKey.retires_at.is_(None))
        await session.execute(retires.values(retires_at=now + ANNOUNCED_FOR + KEPT_FOR))
    await _make(session, signs_from=now if at_once else now + ANNOUNCED_FOR, seal=seal, clock=clock)
    await record(
        session, actor=actor, action="lti_key.rotated", subject="lti_key", detail={"at_once": at_once}, clock=clock
    )
    return True


async def _newest(session: AsyncSession, now: datetime) -> LtiKey | None:
    row: LtiKey | None = await session.scalar(
        select(LtiKey).where(LtiKey.signs_from <= now).order_by(LtiKey.signs_from.desc(), LtiKey.id.desc()).limit(1)
    )
    return row


async def _make(session: AsyncSession, *, signs_from: datetime, seal: Seal, clock: Clock) -> LtiKey:
    key_id = new_id()
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    row = LtiKey(
        id=key_id,
        private_key=seal.seal(pem, table="lti_key", row=key_id, column="private_key"),
        public_key=_public(key.public_key(), str(key_id)),
        made_at=clock.now(),
        signs_from=signs_from,
    )
    session.add(row)
    await session.flush()
    return row


def _public(key: rsa.RSAPublicKey, kid: str) -> dict[str, Any]:
    numbers = key.public_numbers()
    return {"kty": "RSA", "kid": kid, "alg": "RS256", "use": "sig", "n": _base64(numbers.n), "e": _base64(numbers.e)}


def _base64(number: int) -> str:
    content = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
