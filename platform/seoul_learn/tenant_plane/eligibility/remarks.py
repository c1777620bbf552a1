"""What the checks of a draft have to say: each remark names its kind, the place, and what the reader is told of it."""

import enum
from datetime import date

import msgspec


class RemarkKind(enum.StrEnum):
    """What is the matter. The console has a sentence and a mend for each."""

    RULE_NEVER = "rule_never"
    RULE_ALWAYS = "rule_always"
    PART_NEVER = "part_never"
    PART_ALWAYS = "part_always"
    CONTRADICTION = "contradiction"
    PART_ADDS_NOTHING = "part_adds_nothing"
    CRITERION_NEVER = "criterion_never"
    CRITERION_ALWAYS = "criterion_always"
    CRITERION_UNUSED = "criterion_unused"
    RULE_UNUSED = "rule_unused"
    TIER_NEVER = "tier_never"
    NOTHING_GRANTED = "nothing_granted"
    LABEL_MISSING = "label_missing"
    TIER_LABEL_MISSING = "tier_label_missing"
    LAW_MISSING = "law_missing"
    STANDARD_MISSING = "standard_missing"
    STANDARD_ENDS = "standard_ends"
    DAY_PASSED = "day_passed"
    DAY_TAKEN = "day_taken"
    WINDOW_BEFORE = "window_before"
    WINDOW_OPENS_BEFORE = "window_opens_before"
    BENEFIT_LABEL_MISSING = "benefit_label_missing"
    NOBODY_DECIDES = "nobody_decides"
    FACT_UNKNOWN = "fact_unknown"
    NOT_TRIED_WHOLLY = "not_tried_wholly"


BARRING = frozenset(
    {RemarkKind.RULE_NEVER, RemarkKind.LABEL_MISSING, RemarkKind.DAY_PASSED, RemarkKind.DAY_TAKEN,
     RemarkKind.FACT_UNKNOWN, RemarkKind.NOTHING_GRANTED}
)  # fmt: skip
"""What nobody can mean: a draft with it is not published. The other remarks are for the officer to weigh."""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """`at` is the place in the draft: a criterion, a rule, `grants.0`; `values` stand in the sentence.

    What is the matter only for a part of the time that the version decides is so from `since` on, or `until` a day.
    """

    kind: RemarkKind
    at: str
    values: dict[str, str] = {}
    since: date | None = None
    until: date | None = None

    @property
    def bars(self) -> bool:
        """Whether it keeps the draft from being published."""
        sometimes = self.since is not None or self.until is not None
        return self.kind in BARRING and not (sometimes and self.kind is RemarkKind.RULE_NEVER)
