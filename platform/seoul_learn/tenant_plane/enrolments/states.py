"""The life of an enrolment. An answer that was lost is a state of its own, never a failure."""

from seoul_learn.tenant_plane.enrolments.values import EnrolmentState

_MOVES: dict[EnrolmentState, frozenset[EnrolmentState]] = {
    # Released at once: nothing was asked of a provider yet.
    EnrolmentState.REQUESTED: frozenset({EnrolmentState.PROVISIONING, EnrolmentState.RELEASED}),
    EnrolmentState.PROVISIONING: frozenset(
        {EnrolmentState.PROVISIONING, EnrolmentState.ACTIVE, EnrolmentState.FAILED, EnrolmentState.UNKNOWN}
    ),
    EnrolmentState.UNKNOWN: frozenset(
        {EnrolmentState.PROVISIONING, EnrolmentState.ACTIVE, EnrolmentState.FAILED, EnrolmentState.RELEASING}
    ),
    EnrolmentState.ACTIVE: frozenset({EnrolmentState.RELEASING}),
    EnrolmentState.RELEASING: frozenset({EnrolmentState.RELEASING, EnrolmentState.RELEASED}),
    EnrolmentState.FAILED: frozenset(),
    EnrolmentState.RELEASED: frozenset(),
}


class IllegalMove(Exception):
    """An enrolment does not move that way: a fault of ours."""


def moves_from(state: EnrolmentState) -> frozenset[EnrolmentState]:
    """What an enrolment can become next; nothing once it is failed or released."""
    return _MOVES[state]


def move(before: EnrolmentState, *, to: EnrolmentState) -> EnrolmentState:
    """The state after the move. Raises IllegalMove."""
    if to not in _MOVES[before]:
        raise IllegalMove(f"an enrolment that is {before} cannot become {to}")
    return to
