"""Differences between two texts of a policy as lines of a table."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from seoul_learn.tenant_plane.eligibility.compare_policies import Difference, Section
from seoul_learn.web.console.policies.config_words import field_of
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_SECTIONS = {
    Section.HEAD: N_("Basis and source"),
    Section.CRITERIA: N_("Criterion"),
    Section.RULE: N_("Rule"),
    Section.GRANTS: N_("Tier"),
    Section.TERMS: N_("Terms"),
}


class DifferenceLine(msgspec.Struct, frozen=True, kw_only=True):
    """`before` or `after` is '' for what one side does not have; `change` is added, removed or changed."""

    place: str
    field: str
    before: str
    after: str
    change: str


def difference_lines(differences: Sequence[Difference], reader: Looking) -> tuple[DifferenceLine, ...]:
    """One line each, in the reader's words; the fields of criteria stay as the text has them."""
    say = translator(reader.language).gettext
    lines = []
    for one in differences:
        change = "added" if one.before is None else "removed" if one.after is None else "changed"
        lines.append(
            DifferenceLine(
                place=f"{say(_SECTIONS[one.section])} {one.name}".strip(),
                field=field_of(one.field, reader),
                before=in_words(one.before, reader),
                after=in_words(one.after, reader),
                change=change,
            )
        )
    return tuple(lines)


def in_words(value: Any, reader: Looking) -> str:
    """A value of a text as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        say = translator(reader.language).gettext
        return say("Yes") if value else say("No")
    if isinstance(value, date):
        return formats_for(reader.language, reader.timezone, reader.currency).date(value)
    if isinstance(value, list | tuple):
        return ", ".join(in_words(one, reader) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(one, reader)}" for key, one in value.items())
    return str(value)
