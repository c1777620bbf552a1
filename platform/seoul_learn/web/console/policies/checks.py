"""The checks of a draft as it would be: what a form shows before anything is saved."""

from collections.abc import Callable

import msgspec

from seoul_learn.tenant_plane.eligibility.change_draft import refuse_unusable
from seoul_learn.tenant_plane.eligibility.errors import DraftUnusable, LineFault
from seoul_learn.tenant_plane.eligibility.examine_draft import examine
from seoul_learn.web.console.policies.fault_words import told_faults
from seoul_learn.web.console.policies.opened import Opened
from seoul_learn.web.console.policies.remark_words import RemarkLine, remark_line
from seoul_learn.web.shared.page import Looking

CHECK = "check"
"""The button that looks without saving; where JavaScript runs, htmx presses it while somebody types."""


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """`faults` are what keeps the draft from being read at all; then no check could be made."""

    faults: tuple[LineFault, ...]
    remarks: tuple[RemarkLine, ...]


def checks(opened: Opened, change: Callable[[str], str], reader: Looking) -> Checks:
    """What would be said of the draft after a change. Nothing is saved."""
    strings = opened.among.plugins.strings
    text = change(opened.stored.text)
    try:
        refuse_unusable(text)
    except DraftUnusable as unusable:
        return Checks(faults=told_faults(unusable.faults, strings, reader), remarks=())
    examined = examine(msgspec.structs.replace(opened.stored, text=text), opened.among)
    base = f"/console/policies/drafts/{opened.stored.id}"
    return Checks(
        faults=told_faults(examined.faults, strings, reader),
        remarks=tuple(remark_line(one, reader, base=base) for one in examined.remarks),
    )
