"""Invented visitors of an invented city, for tests of pages."""

from uuid import UUID

import msgspec

from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from seoul_learn.web.shared.work import Visitor

HANBIT = TenantRef(id=UUID(int=1), slug="hanbit", lifecycle=Lifecycle.LIVE)
SITE = Site(
    revision=3,
    name={"ko": "한빛시 한빛런", "en": "Hanbit Learn", "ja": "ハンビット・ラーン"},
    service_name={"ko": "한빛런", "en": "Hanbit Learn"},
    tagline={"ko": "모두의 배움터", "en": "A place for everybody to learn", "ja": "みんなの学びの場"},
    colour="#0e6e5a",
    accent=None,
    languages=["ko", "en", "ja"],
    default_language="ko",
    timezone="Asia/Seoul",
    currency="KRW",
    contact={
        "department": {"ko": "한빛시 교육협력과", "en": "Education, Hanbit City"},
        "phone": "02-0000-0000",
        "email": "learn@hanbit.example",
        "address": {"ko": "한빛시 시청로 1", "en": "1 City Hall Road, Hanbit"},
    },
    appeals={"within_days": 30},
    logo_alt={"ko": "한빛런 로고", "en": "Hanbit Learn"},
    has_logo=False,
)


def person(*roles: Role) -> SignedInPerson:
    """Somebody signed in with these roles."""
    return SignedInPerson(
        person_id=UUID(int=7),
        session_id=UUID(int=8),
        email="haneul@example.test",
        display_name="김하늘",
        language="ko",
        roles=frozenset(roles),
    )


def visitor(*, language: str = "ko", site: Site = SITE, signed_in_as: SignedInPerson | None = None) -> Visitor:
    """A visitor of Hanbit."""
    return Visitor(tenant=HANBIT, person=signed_in_as, site=site, language=language)


class Looked(msgspec.Struct, frozen=True):
    """Stands where a handler has its Work."""

    visitor: Visitor
