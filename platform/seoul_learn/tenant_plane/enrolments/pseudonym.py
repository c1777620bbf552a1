"""What a provider calls a learner."""

from uuid import UUID

from seoul_learn.tenant_plane.database.sealing import SealingKeys


def pseudonym_of(person_id: UUID, *, provider: str, tenant_id: UUID, keys: SealingKeys) -> str:
    """Another one for each provider, so that two of them cannot put together what they know."""
    return keys.of_tenant(tenant_id).digest(f"{provider} {person_id}").hex()
