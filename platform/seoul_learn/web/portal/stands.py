"""How a programme stands at a moment, by the policy that decides: whether it takes applications, and its places."""

from datetime import datetime

import msgspec

from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.window import WindowState


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """Without a policy that decides, applications are not taken yet; without a window, all year round."""

    window: WindowState
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    places: int | None = None


def terms_at(policy: Policy | None, now: datetime, *, timezone: str) -> Stands:
    """How the programme of a policy stands at an aware moment."""
    if policy is None:
        return Stands(window=WindowState.NOT_YET)
    window, quota = policy.window, policy.quota
    return Stands(
        window=window.state_at(now, timezone=timezone) if window else WindowState.OPEN,
        opens_at=window.opens_at(timezone) if window else None,
        closes_at=window.closes_at(timezone) if window else None,
        places=quota.places if quota else None,
    )
