"""What a programme says of choosing offerings, beside the slots that its policy grants. Offerings are named by slug."""

import msgspec


class Switching(msgspec.Struct, frozen=True, kw_only=True):
    """How often a learner may take another offering instead, and until how many days after she chose the first."""

    times: int
    within_days: int


class ChoiceRules(msgspec.Struct, frozen=True, kw_only=True):
    """Without a word of a thing: nothing is required or excluded, nobody switches, whoever leaves may choose anew.

    `required`: whoever chooses, chooses these, as far as they fit her level. `additional`: use no slot. `requires`:
    what an offering cannot be had without. `excludes`: sets of which one can be had. `cooling_off_days`: whoever
    leaves an offering later than that has used its slot until the end of its term.
    """

    required: tuple[str, ...] = ()
    additional: tuple[str, ...] = ()
    requires: dict[str, tuple[str, ...]] = {}
    excludes: tuple[tuple[str, ...], ...] = ()
    switching: Switching | None = None
    cooling_off_days: int | None = None


ANYTHING_GOES = ChoiceRules()
"""The rules of a programme that says nothing of choosing."""
