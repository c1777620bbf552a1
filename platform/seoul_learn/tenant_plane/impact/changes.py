"""What becomes of somebody under a draft, beside how she stands today."""

import enum

from seoul_learn.tenant_plane.eligibility.evaluate import Outcome


class Change(enum.StrEnum):
    """What the draft does to somebody; in the order in which it is shown."""

    STAYS = "stays"
    GAINS = "gains"
    LOSES = "loses"
    REVIEW = "review"
    QUESTIONS = "questions"
    WITHOUT = "without"


CHANGES = tuple(Change)
SERVED = (Change.STAYS, Change.GAINS)
"""Those who have something under the draft."""


def change_of(outcome: Outcome, *, has: bool) -> Change:
    """What an outcome under the draft is to somebody who has it today, or has it not."""
    match outcome:
        case Outcome.ELIGIBLE:
            return Change.STAYS if has else Change.GAINS
        case Outcome.INELIGIBLE:
            return Change.LOSES if has else Change.WITHOUT
        case Outcome.NEEDS_REVIEW:
            return Change.REVIEW
        case Outcome.NEEDS_FACTS:
            return Change.QUESTIONS
