"""Sign-in through a tenant's own identity provider (OpenID Connect): providers, attempts under way, identities."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class OidcProvider(Base):
    """An identity provider that a tenant trusts; its client secret is sealed, and None until an administrator gives it.

    `links_by_email`: an address it calls verified leads to the person who already has it. Without that, such a person
    signs in by a mailed code. `for_officers`: whoever has an officer's role may come in by it too.
    """

    __tablename__ = "oidc_provider"
    __table_args__ = (UniqueConstraint("tenant_id", "issuer"),)

    label: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    issuer: Mapped[str] = column(DataClass.INTERNAL, Text)
    client_id: Mapped[str] = column(DataClass.INTERNAL, Text)
    client_secret: Mapped[bytes | None] = column(DataClass.SECRET, LargeBinary)
    scopes: Mapped[list[str]] = column(DataClass.INTERNAL)
    name_claim: Mapped[str] = column(DataClass.INTERNAL, Text)
    links_by_email: Mapped[bool] = column(DataClass.INTERNAL, Boolean)
    for_officers: Mapped[bool] = column(DataClass.INTERNAL, Boolean)
    position: Mapped[int] = column(DataClass.INTERNAL, Integer)
    configured_at: Mapped[datetime] = column(DataClass.INTERNAL)


class OidcAttempt(Base):
    """One browser on its way to a provider and back; taken once, by the browser that began it.

    State and browser token are kept as digests. The nonce and the PKCE verifier are kept nowhere: they are made from
    the attempt's id under a key that the database does not hold.
    """

    __tablename__ = "oidc_attempt"
    __table_args__ = (
        within_tenant("provider_id", "oidc_provider", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "state_digest"),
        Index("ix_oidc_attempt_provider", "tenant_id", "provider_id"),
    )

    provider_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    state_digest: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    browser_digest: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    redirect_uri: Mapped[str] = column(DataClass.INTERNAL, Text)
    language: Mapped[str] = column(DataClass.INTERNAL, Text)
    begun_at: Mapped[datetime] = column(DataClass.INTERNAL)
    expires_at: Mapped[datetime] = column(DataClass.INTERNAL)
    taken_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class PersonIdentity(Base):
    """A subject of an issuer is a person. The pair is what identifies (OpenID Connect Core 2): never the address.

    A person has one subject at an issuer.
    """

    __tablename__ = "person_identity"
    __table_args__ = (
        within_tenant("person_id", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "issuer", "subject"),
        # An address that the provider gives to somebody else must not lead to its former holder.
        UniqueConstraint("tenant_id", "person_id", "issuer"),
        Index("ix_person_identity_person", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    issuer: Mapped[str] = column(DataClass.INTERNAL, Text)
    subject: Mapped[str] = column(DataClass.PERSONAL, Text)
    linked_at: Mapped[datetime] = column(DataClass.INTERNAL)
