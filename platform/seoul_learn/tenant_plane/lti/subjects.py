"""What a provider calls a learner: a subject of its own, from which nobody but us comes back to the person.

AES-SIV (RFC 5297) under a key of the tenant and the provider: the same learner has the same subject as long as she has
it at all, two providers or two cities can never put theirs together, and no table of subjects has to be kept. Whoever
makes one up is found out, since it does not open.
"""

import base64
import binascii
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from seoul_learn.plugin_api.learning_tool import Privacy
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.lti.values import Subject

_PERSON, _ENROLMENT = b"p", b"e"
_LENGTH = 16 + 1 + 16


def subject_of(seal: Seal, *, provider: str, privacy: Privacy, person_id: UUID, enrolment_id: UUID | None) -> str:
    """The subject of a learner: of the enrolment under `anonymous`, else of the person at the provider."""
    if privacy is Privacy.ANONYMOUS and enrolment_id is not None:
        return _write(seal, provider, _ENROLMENT + enrolment_id.bytes)
    return _write(seal, provider, _PERSON + person_id.bytes)


def who_is(seal: Seal, subject: str, *, provider: str) -> Subject | None:
    """Whom a provider means; None for a subject that we never gave it."""
    try:
        sealed = base64.urlsafe_b64decode(subject + "=" * (-len(subject) % 4))
        opened = _cipher(seal, provider).decrypt(sealed, None) if len(sealed) == _LENGTH else b""
    except (InvalidTag, ValueError, binascii.Error):
        return None
    # Base64 has several spellings of the same bytes: only ours is a subject.
    if not opened or _write(seal, provider, opened) != subject:
        return None
    found = UUID(bytes=opened[1:])
    return Subject(person_id=found) if opened[:1] == _PERSON else Subject(enrolment_id=found)


def _write(seal: Seal, provider: str, meant: bytes) -> str:
    return base64.urlsafe_b64encode(_cipher(seal, provider).encrypt(meant, None)).rstrip(b"=").decode()


def _cipher(seal: Seal, provider: str) -> AESSIV:
    return AESSIV(seal.digest(f"lti subjects of {provider}"))
