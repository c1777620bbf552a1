"""In words, to officers: until when a learner keeps what she has lost, and by which rule."""

from datetime import date

from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.eligibility.losers import ForLosers
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_LOST = N_("She ceased to be eligible on %(day)s and keeps what she has until %(last)s, by the grace of the policy.")
_LOST_BY = {
    ForLosers.UNTIL_TERM_ENDS: N_(
        "A new version took it away on %(day)s. By the rule published with it she keeps all of it until her term ends "
        "on %(last)s."
    ),
    ForLosers.GRACE: N_(
        "A new version took it away on %(day)s. By the rule published with it she keeps it for the grace of the "
        "policy, until %(last)s."
    ),
    ForLosers.UNTIL_DAY: N_(
        "A new version took it away on %(day)s. By the rule published with it she keeps it until a day that is named "
        "there, which for her is %(last)s."
    ),
    ForLosers.AT_ONCE: N_(
        "A new version took it away on %(day)s. By the rule published with it there is no grace: she keeps it until "
        "%(last)s, as she has to be told before."
    ),
}


def lost_words(case: Case, reader: Looking) -> str:
    """A sentence; '' where nothing was lost."""
    entitled = case.entitled
    if entitled is None or entitled.lost_on is None:
        return ""
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    return translator(reader.language).tell(
        _LOST_BY[entitled.lost_by] if entitled.lost_by else _LOST,
        day=formats.date(entitled.lost_on), last=formats.date(date.fromisoformat(entitled.ends_on)),
    )  # fmt: skip
