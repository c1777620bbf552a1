"""In words, to officers: what becomes of those who lose by a new version."""

from seoul_learn.tenant_plane.eligibility.losers import ForLosers, RuleForLosers
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

FOR_LOSERS = {
    ForLosers.UNTIL_TERM_ENDS: N_("They keep all of it until their term ends"),
    ForLosers.GRACE: N_("They keep it as long as the grace of the policy says, and 14 days at least"),
    ForLosers.UNTIL_DAY: N_("They keep it until a day that you name, and 14 days at least"),
    ForLosers.AT_ONCE: N_("They lose it 14 days after they were told, without any grace"),
}
"""What can be chosen, in the order of the form."""
_UNTIL = N_("They keep it until %(day)s, and 14 days at least")


def rule_words(rule: RuleForLosers, reader: Looking) -> str:
    """The rule that was chosen."""
    say = translator(reader.language)
    if rule.until is None:
        return say.gettext(FOR_LOSERS[rule.kind])
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    return say.tell(_UNTIL, day=formats.date(rule.until))
