"""A tenant's life has one direction, one way back from suspension, and one end."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from seoul_learn.control_plane.tenants.errors import IllegalTransition
from seoul_learn.control_plane.tenants.lifecycle import move, moves_from
from seoul_learn.control_plane.tenants.values import Lifecycle

ORDER = list(Lifecycle)


class TenantLife(RuleBasedStateMachine):
    """Drives a tenant by arbitrary wishes and holds the machine to what the product promises."""

    def __init__(self) -> None:
        super().__init__()
        self.state = Lifecycle.AGREED
        self.seen = [self.state]

    @rule(wish=st.sampled_from(Lifecycle))
    def wish(self, wish: Lifecycle) -> None:
        if wish in moves_from(self.state):
            self.state = move(self.state, to=wish)
            assert self.state is wish
            self.seen.append(wish)
            return
        with pytest.raises(IllegalTransition) as refusal:
            move(self.state, to=wish)
        assert refusal.value.allowed == moves_from(self.state)

    @invariant()
    def nobody_is_live_without_a_trial(self) -> None:
        if Lifecycle.LIVE in self.seen:
            assert self.seen[:3] == [Lifecycle.AGREED, Lifecycle.PREPARING, Lifecycle.TRIAL]

    @invariant()
    def closed_is_the_end(self) -> None:
        assert Lifecycle.CLOSED not in self.seen[:-1]

    @invariant()
    def the_only_step_back_is_from_suspension(self) -> None:
        for before, after in zip(self.seen, self.seen[1:], strict=False):
            back = ORDER.index(after) < ORDER.index(before)
            assert not back or (before, after) == (Lifecycle.SUSPENDED, Lifecycle.LIVE)


TestTenantLife = TenantLife.TestCase
TestTenantLife.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize("lifecycle", [state for state in Lifecycle if state is not Lifecycle.CLOSED])
def test_a_tenant_can_be_closed_from_anywhere(lifecycle: Lifecycle) -> None:
    assert move(lifecycle, to=Lifecycle.CLOSED) is Lifecycle.CLOSED


def test_a_refusal_names_what_is_allowed() -> None:
    with pytest.raises(IllegalTransition, match="agreed cannot become live; it can become closed, preparing"):
        move(Lifecycle.AGREED, to=Lifecycle.LIVE)


def test_a_closed_tenant_is_told_that_it_is_final() -> None:
    with pytest.raises(IllegalTransition, match="final"):
        move(Lifecycle.CLOSED, to=Lifecycle.LIVE)
