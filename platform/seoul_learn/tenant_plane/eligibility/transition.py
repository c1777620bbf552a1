"""Which versions of a policy an application in flight is tried under, and which of them decides. Pure.

An application is in flight from its beginning until a final outcome. It has the version that decided on the day on
which it was begun; each newer one that takes effect meanwhile says by its `transition` what becomes of it: `keep`
changes nothing, `redetermine` puts the newer version in its place, `applicants_advantage` tries it beside what there
is, and the outcome that is better for the applicant decides.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome
from seoul_learn.tenant_plane.eligibility.policy import Policy, Transition

_BEST_FIRST = (Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW, Outcome.NEEDS_FACTS, Outcome.INELIGIBLE)


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A version under which an application is tried, and the day of the law on which it is."""

    policy: Policy
    as_of: date


class InFlight(msgspec.Struct, frozen=True, kw_only=True):
    """The versions to try, oldest first. `rule` is the transition of the newest one that came meanwhile, or None."""

    begun: Policy
    newest: Policy
    rule: Transition | None
    tried: tuple[Tried, ...]


def in_flight(begun: Policy, later: Sequence[Policy], *, law_day: date) -> InFlight:
    """What becomes of an application that began under `begun`, since when `later` ones took effect, oldest first.

    The day of the law is `law_day`, that of the submission; under a version that took effect after it, its first day.
    """
    tried: tuple[Policy, ...] = (begun,)
    for newer in later:
        if newer.transition is Transition.REDETERMINE:
            tried = (newer,)
        elif newer.transition is Transition.APPLICANTS_ADVANTAGE:
            tried = (*tried, newer)
    return InFlight(
        begun=begun,
        newest=later[-1] if later else begun,
        rule=later[-1].transition if later else None,
        tried=tuple(Tried(policy=one, as_of=max(law_day, one.effective_from)) for one in tried),
    )


def better_or_equal(one: Outcome, other: Outcome) -> bool:
    """Whether one outcome is at least as good for the applicant as another."""
    return _BEST_FIRST.index(one) <= _BEST_FIRST.index(other)


def best_of(evaluations: Sequence[Evaluation]) -> int:
    """Which of several evaluations, oldest version first, is best for the applicant; of equals the newest.

    Eligible is better than a review, that better than a question, and a question better than a refusal. Of two that
    are eligible, the one with more slots at once.
    """

    def worth(place: int) -> tuple[int, int, int]:
        evaluation = evaluations[place]
        slots = evaluation.grant.at_most if evaluation.grant else 0
        return (-_BEST_FIRST.index(evaluation.outcome), slots, place)

    return max(range(len(evaluations)), key=worth)
