"""The sentence and the mend for each remark of the checks, and where in the editor it is mended."""

from datetime import date

import msgspec

from seoul_learn.tenant_plane.eligibility.coverage import Gap, Uncovered
from seoul_learn.tenant_plane.eligibility.remarks import Remark, RemarkKind
from seoul_learn.tenant_plane.eligibility.try_cases import CaseResult, Differs
from seoul_learn.web.console.policies.config_words import field_of
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.language import own_name
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_SENTENCES: dict[RemarkKind, str] = {
    RemarkKind.RULE_NEVER: N_("Nobody can ever be eligible. Look for what excludes each other in the rule."),
    RemarkKind.RULE_ALWAYS: N_("Everybody is eligible. Add a criterion that somebody can fail."),
    RemarkKind.PART_NEVER: N_("“%(part)s” can never hold. Remove it, or change one of its criteria."),
    RemarkKind.PART_ALWAYS: N_("“%(part)s” always holds. Remove it, or change one of its criteria."),
    RemarkKind.CONTRADICTION: N_(
        "“%(part)s” can never hold, because “%(one)s” and “%(other)s” exclude each other. Join them by “at least "
        "one of”, or change one of them."
    ),
    RemarkKind.PART_ADDS_NOTHING: N_(
        "“%(part)s” makes no difference to who is eligible: whoever meets it meets another alternative too. Remove it, "
        "or leave it if a tier needs it."
    ),
    RemarkKind.CRITERION_NEVER: N_("Nobody can ever meet this criterion. Change its numbers or remove it."),
    RemarkKind.CRITERION_ALWAYS: N_("Everybody meets this criterion. Change its numbers or remove it."),
    RemarkKind.CRITERION_UNUSED: N_("No rule and no tier names this criterion. Put it into the rule, or remove it."),
    RemarkKind.RULE_UNUSED: N_(
        "Nothing uses this rule: neither “eligible”, nor a tier, nor places or order. Use it somewhere, or remove it."
    ),
    RemarkKind.TIER_NEVER: N_(
        "Nobody ever gets tier “%(tier)s”: an earlier tier takes all of them, or its time is over. Move it up, or "
        "change its condition."
    ),
    RemarkKind.NOTHING_GRANTED: N_("Somebody eligible gets nothing. Add a last tier for all who are eligible."),
    RemarkKind.LABEL_MISSING: N_("The label in %(language)s is missing. Write it: families read it as the reason."),
    RemarkKind.TIER_LABEL_MISSING: N_("Tier “%(tier)s” has no name in %(language)s. Write it."),
    RemarkKind.LAW_MISSING: N_("No article of law is named. Families and courts see it with the reason."),
    RemarkKind.STANDARD_MISSING: N_(
        "The official table %(standard)s has nothing for %(day)s, so nobody could be determined then. Ask the "
        "operators for the new table, or choose another day."
    ),
    RemarkKind.STANDARD_ENDS: N_(
        "The official table %(standard)s ends on %(day)s, and this version needs it until %(needed)s at least. Ask the "
        "operators for the next table in time: after that day applications wait for an officer."
    ),
    RemarkKind.DAY_PASSED: N_("The day %(day)s has passed. Choose today or a later day."),
    RemarkKind.DAY_TAKEN: N_("The version of %(day)s decides already. Choose a later day."),
    RemarkKind.WINDOW_BEFORE: N_("Applications close on %(day)s, before this version takes effect. Change the window."),
    RemarkKind.WINDOW_OPENS_BEFORE: N_(
        "Applications open on %(opens)s, and this version decides from %(day)s only: until then the window of the "
        "version before holds. Choose an earlier day for this version, or a later opening."
    ),
    RemarkKind.BENEFIT_LABEL_MISSING: N_("The benefit “%(kind)s” has no name in %(language)s. Write it."),
    RemarkKind.NOBODY_DECIDES: N_("Until %(day)s no version decides. Choose an earlier day if there should be no gap."),
    RemarkKind.FACT_UNKNOWN: N_("It reads the fact %(fact)s, which is not in the catalogue. Choose another."),
    RemarkKind.NOT_TRIED_WHOLLY: N_(
        "This policy has too many combinations to try them all, so nothing is said about branches that cannot be "
        "reached."
    ),
}
_TIER = N_("Tier “%(name)s”")
_SINCE = N_("From %(day)s on, when an official table or a time changes: %(words)s")
_UNTIL = N_("Until %(day)s: %(words)s")
_GAPS: dict[Gap, str] = {
    Gap.MET: N_("No case meets “%(of)s”. Add somebody who does."),
    Gap.UNMET: N_("No case fails “%(of)s”. Add somebody who does not meet it."),
    Gap.MISSING: N_("No case lacks a fact of “%(of)s”. Add somebody who has not answered."),
    Gap.ALTERNATIVE: N_("No case is eligible by “%(of)s” alone. Add somebody who meets no other alternative."),
    Gap.TIER: N_("No case is granted tier %(of)s. Add somebody who gets it."),
    Gap.WAIVER: N_("No case has the co-payment of tier %(of)s waived. Add somebody for whom it is."),
}
_DIFFERS: dict[Differs, str] = {
    Differs.FACT: N_("The fact %(field)s cannot be read: %(said)s"),
    Differs.OUTCOME: N_("Expected %(expected)s; the policy says %(said)s"),
    Differs.TIER: N_("Expected tier %(expected)s; the policy grants %(said)s"),
    Differs.GRANT: N_("Expected %(field)s %(expected)s; the policy grants %(said)s"),
}
OUTCOMES: dict[str, str] = {
    "eligible": N_("eligible"),
    "ineligible": N_("not eligible"),
    "needs_facts": N_("answers are missing"),
    "needs_review": N_("waits for an officer"),
    "no_policy": N_("no policy decides"),
    "policy": N_("that one decides"),
}


class RemarkLine(msgspec.Struct, frozen=True, kw_only=True):
    """One remark in the reader's words; `place` is what it is about, `address` where it is mended."""

    place: str
    words: str
    bars: bool
    address: str


def remark_line(remark: Remark, reader: Looking, *, base: str) -> RemarkLine:
    """A remark of the draft at `base`."""
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    values = {}
    for name, value in remark.values.items():
        if name == "language":
            value = own_name(value)
        elif name in ("day", "needed", "opens"):
            value = formats.date(date.fromisoformat(value))
        values[name] = value
    say = translator(reader.language)
    words = say.tell(_SENTENCES[remark.kind], **values)
    if remark.since is not None:
        words = say.tell(_SINCE, day=formats.date(remark.since), words=words)
    elif remark.until is not None:
        words = say.tell(_UNTIL, day=formats.date(remark.until), words=words)
    return RemarkLine(place=_place(remark.at, reader), words=words, bars=remark.bars, address=_address(remark, base))


def gap_words(gap: Uncovered, reader: Looking) -> str:
    """What no case tries, and which case to add."""
    return translator(reader.language).tell(_GAPS[gap.gap], of=gap.of.strip("`"))


def result_words(result: CaseResult, reader: Looking) -> str:
    """Why a case fails; '' for one that comes out."""
    if result.differs is None:
        return ""
    say = translator(reader.language)
    expected, said = (say.gettext(OUTCOMES[one]) if one in OUTCOMES else one for one in (result.expected, result.said))
    return say.tell(_DIFFERS[result.differs], field=result.field, expected=expected, said=said)


def _place(at: str, reader: Looking) -> str:
    """What a remark is about; criteria and rules by the names that forms show beside their labels."""
    say = translator(reader.language)
    head, _, place = at.partition(".")
    if head == "policy":
        return say.gettext("Day and source")
    if head == "grants":
        return say.tell(_TIER, name=int(place) + 1) if place.isdecimal() else say.gettext("What is granted")
    return field_of(at, reader) if at == "window" else at.removeprefix("rule.")


def _address(remark: Remark, base: str) -> str:
    if remark.at == "policy":
        return f"{base}/head"
    if remark.at == "window":
        return f"{base}/terms/window"
    if remark.at.startswith("grants"):
        place = remark.at.partition(".")[2]
        return f"{base}/grants/{place or 'new'}"
    if remark.at == "eligible":
        return f"{base}/rules/eligible"
    if remark.at.startswith("rule."):
        return f"{base}/rules/{remark.at.removeprefix('rule.')}"
    return f"{base}/criteria/{remark.at}"
