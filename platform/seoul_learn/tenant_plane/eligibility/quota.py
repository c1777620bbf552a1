"""How many a policy serves, in all and of each group."""

import enum
from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

Places = Annotated[int, Meta(ge=1, le=10**8)]


class Unfilled(enum.StrEnum):
    """What becomes of places that a group leaves free."""

    KEPT = "kept"
    OPENED = "opened"


class Quota(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`places` in all; `by` says how many of them are for those who meet a criterion or rule of the policy, by name.

    Somebody belongs to the first group that she meets. Those of no group share what the groups leave of `places`.
    What a group does not fill stays empty (`kept`), or goes to the others in their order (`opened`).
    """

    places: Places
    by: Mapping[str, Places] = {}
    unfilled: Unfilled = Unfilled.KEPT
