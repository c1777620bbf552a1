"""What somebody without an account has answered: it travels in the form and, on consent, once in a sealed cookie.

Nothing of it is kept on the server. The cookie is host-only, lasts half an hour and is sealed for this city, so that
the answers survive signing in (the code comes by mail, or another site sends the reader back, and a form survives
neither) and nobody but the platform can read or forge them.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.facts import Fact, FactCatalogue, FactRefused, FactValue
from seoul_learn.tenant_plane.database.sealing import BrokenSeal, SealingKeys

CARRIED_FOR = timedelta(minutes=30)
MOST_BYTES = 3800
"""What browsers keep of one cookie, less its name and attributes."""
_TOLD = "told."
_UNKNOWN = "unknown"


class Said(msgspec.Struct, frozen=True):
    """Answers as they were typed, by fact and in order; `unknown` are those passed over."""

    told: dict[str, tuple[str, ...]] = {}
    unknown: tuple[str, ...] = ()

    def values(self, catalogue: FactCatalogue, *, as_of: date) -> dict[str, FactValue]:
        """The typed values; what cannot be is left out, for a form can be tampered with."""
        values: dict[str, FactValue] = {}
        for name, typed in self.told.items():
            try:
                values[name] = catalogue.parse(name, typed, as_of=as_of)
            except (FactRefused, KeyError):
                continue
        return values

    def facts(self, catalogue: FactCatalogue, *, as_of: date) -> dict[str, Fact]:
        """The same as facts that nobody has vouched for."""
        return {name: Fact(name=name, value=value) for name, value in self.values(catalogue, as_of=as_of).items()}

    def with_answer(self, name: str, typed: tuple[str, ...]) -> "Said":
        """This and one answer more."""
        rest = self.without(name)
        return Said({**rest.told, name: typed}, rest.unknown)

    def with_unknown(self, name: str) -> "Said":
        """This, and that one fact is not known."""
        rest = self.without(name)
        return Said(rest.told, (*rest.unknown, name))

    def without(self, name: str) -> "Said":
        """This without what was said of one fact."""
        return Said(
            {fact: typed for fact, typed in self.told.items() if fact != name},
            tuple(fact for fact in self.unknown if fact != name),
        )

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the hidden fields that carry it to the next page."""
        # A fact of several choices with none ticked is an answer too: it travels as an empty value.
        told = [(f"{_TOLD}{fact}", value) for fact, typed in self.told.items() for value in typed or ("",)]
        return (*told, *((_UNKNOWN, fact) for fact in self.unknown))


class _Carried(msgspec.Struct, frozen=True):
    programme: str
    said: Said
    until: datetime


def said_in(typed: Mapping[str, Sequence[str]], catalogue: FactCatalogue) -> Said:
    """What the hidden fields of a form carry; names that are no facts are dropped."""
    told = {
        name.removeprefix(_TOLD): tuple(value for value in values if value)
        for name, values in typed.items()
        if name.startswith(_TOLD) and name.removeprefix(_TOLD) in catalogue
    }
    return Said(told, tuple(name for name in typed.get(_UNKNOWN, ()) if name in catalogue and name not in told))


def seal_said(said: Said, programme: str, *, tenant_id: UUID, keys: SealingKeys, now: datetime) -> str | None:
    """The value of the cookie; None when it would not fit into one."""
    content = msgspec.json.encode(_Carried(programme, said, now + CARRIED_FOR))
    sealed = keys.of_tenant(tenant_id).seal(content, table="cookie", row=tenant_id, column="precheck")
    value = base64.urlsafe_b64encode(sealed).decode()
    return value if len(value) <= MOST_BYTES else None


def unseal_said(value: str, programme: str, *, tenant_id: UUID, keys: SealingKeys, now: datetime) -> Said | None:
    """What a cookie carries for a programme; None for one that is forged, another city's or too old."""
    try:
        sealed = base64.urlsafe_b64decode(value)
        content = keys.of_tenant(tenant_id).unseal(sealed, table="cookie", row=tenant_id, column="precheck")
        carried = msgspec.json.decode(content, type=_Carried)
    except (BrokenSeal, binascii.Error, ValueError, msgspec.DecodeError):
        return None
    return carried.said if carried.programme == programme and now < carried.until else None
