"""The life of a tenant: agreed → preparing → trial → live ⇄ suspended, and closed from anywhere, for ever."""

from seoul_learn.control_plane.tenants.errors import IllegalTransition
from seoul_learn.control_plane.tenants.values import Lifecycle

_FORWARD: dict[Lifecycle, frozenset[Lifecycle]] = {
    Lifecycle.AGREED: frozenset({Lifecycle.PREPARING}),
    Lifecycle.PREPARING: frozenset({Lifecycle.TRIAL}),
    Lifecycle.TRIAL: frozenset({Lifecycle.LIVE}),
    Lifecycle.LIVE: frozenset({Lifecycle.SUSPENDED}),
    Lifecycle.SUSPENDED: frozenset({Lifecycle.LIVE}),
}


def moves_from(lifecycle: Lifecycle) -> frozenset[Lifecycle]:
    """What a tenant can become next; nothing once it is closed."""
    if lifecycle is Lifecycle.CLOSED:
        return frozenset()
    return _FORWARD[lifecycle] | {Lifecycle.CLOSED}


def move(before: Lifecycle, *, to: Lifecycle) -> Lifecycle:
    """The state after the move. Raises IllegalTransition, which names the moves there are."""
    allowed = moves_from(before)
    if to not in allowed:
        raise IllegalTransition(before, to, allowed)
    return to
