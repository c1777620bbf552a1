"""Words for what configurations are written with: periods, roundings, whose, and how a field is filled in."""

from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_WORDS = {
    "": N_("Nothing chosen"),
    "years": N_("in years"),
    "months": N_("in months"),
    "birthday": N_("by birthday"),
    "birth_year": N_("by the year of birth"),
    "school_year": N_("by the school year"),
    "learner": N_("the learner"),
    "guardian": N_("a guardian"),
    "household": N_("the household"),
    "school": N_("the school"),
    "person": N_("each person"),
    "year": N_("a year"),
    "quarter": N_("a quarter"),
    "month": N_("a month"),
    "twice_a_month": N_("twice a month"),
    "two_weeks": N_("every two weeks"),
    "week": N_("a week"),
    "day": N_("a day"),
    "half_up": N_("to the nearest, half up"),
    "up": N_("up"),
    "down": N_("down"),
    "units": N_("whole units of the currency"),
    "minor": N_("the smallest units of the currency"),
    "declared": N_("as the family says"),
    "documented": N_("shown by a document"),
    "attested": N_("confirmed by an officer or a register"),
    "keep": N_("They stay under the version they began with"),
    "redetermine": N_("They are determined by this version"),
    "applicants_advantage": N_("Both are tried, and the better for the applicant decides"),
    "first_come": N_("Whoever applied first"),
    "priority": N_("Whoever needs it most, by the list below"),
    "lottery": N_("Lots decide"),
    "tie_break.submitted_at": N_("Whoever applied first"),
    "tie_break.lottery": N_("Lots decide"),
    "kept": N_("They stay empty"),
    "opened": N_("They go to the others in their order"),
    "per.once": N_("once"),
    "per.meal": N_("for each meal"),
    "per.session": N_("for each session"),
    "per.day": N_("each day"),
    "per.week": N_("each week"),
    "per.month": N_("each month"),
    "per.year": N_("each year"),
    "per.school_year": N_("each school year"),
    "measure.none": N_("No number is said"),
    "measure.money": N_("Money"),
    "measure.hour": N_("Hours"),
    "measure.session": N_("Sessions"),
    "measure.meal": N_("Meals"),
    "measure.day": N_("Days"),
    "measure.device": N_("Devices"),
    "other": N_("Something else"),
    "all": N_("All of"),
    "any": N_("At least one of"),
    "at_least": N_("At least so many of"),
}
_FIELDS = {
    "effective_from": N_("Takes effect on"),
    "basis": N_("Legal basis"),
    "source": N_("Source"),
    "transition": N_("Applications in flight"),
    "illustrative": N_("What is invented here"),
    "tier": N_("Short name"),
    "when": N_("For whom"),
    "slots": N_("Slots"),
    "at_most": N_("At most at once"),
    "starts": N_("Begins on"),
    "lasts": N_("Lasts"),
    "wallet": N_("A sum to spend"),
    "benefits": N_("Benefits"),
    "copay": N_("What the family pays"),
    "opens": N_("Opens"),
    "closes": N_("Closes"),
    "places": N_("Places in all"),
    "by": N_("In this order, or for these groups"),
    "unfilled": N_("Places that a group leaves free"),
    "order": N_("Who comes first"),
    "tie_break": N_("Between equals"),
    "seed": N_("Published seed of the lottery"),
    "grace": N_("Grace after eligibility is lost"),
    "rejoin_after": N_("May come back after"),
    "turns_on": N_("The school year begins on"),
    "window": N_("Window of applications"),
    "quota": N_("Places"),
    "ranking": N_("Order of applicants"),
    "renewal": N_("Renewal"),
    "school_year": N_("School year"),
    "use": N_("Kind"),
    "label": N_("Label"),
    "law": N_("Article of law"),
    "assurance": N_("How far it must be vouched for"),
}
_HINTS = {
    "full years, from 0 to 120, or months": N_("Full years, from 0 to 120, or months"),
    "a percentage up to 1000, such as 60 or 133.5": N_("A percentage up to 1000, such as 60 or 133.5"),
    "like `6 months`": N_("Like “6 months”, “30 days” or “1 year”, in English"),
    "a month and a day, like 03-01": N_("A month and a day, like 03-01"),
    "a grade, from 0 to 13": N_("A grade, from 0 to 13"),
    "so many children, from 0 to 20": N_("So many children, from 0 to 20"),
    "so many times, from 0 to 50": N_("So many times, from 0 to 50"),
    "a unit like KRW/month, USD/year or KRW": N_("A unit like KRW/month, USD/year or KRW"),
    "an amount in whole units of the currency": N_("An amount in whole units of the currency"),
}
_DAY = N_("“application” for the day of the application, a month and day like 03-01, or a day like 2026-03-01")


def word_of(code: str, reader: Looking) -> str:
    """A code in the reader's words; a code of a plugin that the platform does not know stays as it is."""
    return translator(reader.language).gettext(_WORDS[code]) if code in _WORDS else code


def field_of(key: str, reader: Looking) -> str:
    """What a key of a policy is called; one that the platform does not know stays as it is."""
    return translator(reader.language).gettext(_FIELDS[key]) if key in _FIELDS else key


def hint_of(description: str, reader: Looking) -> str:
    """How a field is filled in; what a plugin that the platform does not know says stays as it is."""
    say = translator(reader.language).gettext
    if description.startswith("application, "):
        return say(_DAY)
    return say(_HINTS[description]) if description in _HINTS else description
