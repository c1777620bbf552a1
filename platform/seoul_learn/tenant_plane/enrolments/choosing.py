"""What a learner may choose: the slots of her grant, the rules of her programme, and what she has already. Pure.

The portal asks `bar` of each offering alone, to show why one cannot be chosen; a claim asks `slots_for` of all that
was picked together, and whoever sends a request by hand meets the same rules.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from seoul_learn.tenant_plane.catalogue.values import Contract, ContractState
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.enrolments.errors import NotEntitled, NotOffered, NotTogether, TooManyChosen
from seoul_learn.tenant_plane.programmes.choice_rules import ANYTHING_GOES, ChoiceRules

Slots = Mapping[str, int | None]
"""By offering: which of the slots of its category it takes, counted from 1; None for one that takes none."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner has of one entitlement. `slot` counts within the category; None where it takes none.

    `left` when she has given it up, and its slot stays used.
    """

    offering: str
    category: str
    slot: int | None
    left: bool = False


class Choosing(msgspec.Struct, frozen=True, kw_only=True):
    """One learner before one choice. `level` is her school level where it is known."""

    slots: tuple[str, ...]
    at_most: int
    held: tuple[Held, ...] = ()
    level: str | None = None
    rules: ChoiceRules = ANYTHING_GOES

    @property
    def has(self) -> frozenset[str]:
        """The offerings that she has now."""
        return frozenset(one.offering for one in self.held if not one.left)

    def bar(self, contract: Contract) -> Refused | None:
        """Why she cannot have this one, whatever else she picks; None when she can."""
        terms = contract.terms
        if contract.state is not ContractState.OPEN:
            return NotOffered("%(offering)s cannot be chosen at the moment.", offering=name_of(contract))
        if not fits(contract, self.level):
            return NotOffered("%(offering)s is for another school level.", offering=name_of(contract))
        if terms.offering in self.rules.additional:
            return None
        if terms.category not in self.slots:
            return NotEntitled("%(offering)s is not part of what you are entitled to.", offering=name_of(contract))
        if not self._free(terms.category):
            return TooManyChosen("You have used what you may choose of this category.")
        return None

    def slots_for(self, picked: Sequence[Contract], catalogue: Iterable[Contract]) -> Slots:
        """The slot of each offering that she picked. Raises the refusal of the first that cannot be had.

        `catalogue` is all that the city has, for what is required and for the names of what excludes each other.
        """
        for contract in picked:
            if refused := self.bar(contract):
                raise refused
        known = {one.terms.offering: one for one in catalogue}
        self._together({one.terms.offering for one in picked}, known)
        free = {category: list(self._free(category)) for category in dict.fromkeys(self.slots)}
        slots: dict[str, int | None] = {}
        for contract in picked:
            terms = contract.terms
            if terms.offering in self.rules.additional:
                slots[terms.offering] = None
            elif not free[terms.category]:
                raise _too_many_of_a_category(self.slots.count(terms.category))
            else:
                slots[terms.offering] = free[terms.category].pop(0)
        if self._used() + sum(slot is not None for slot in slots.values()) > self.at_most:
            raise TooManyChosen("Choose at most %(most)s offerings.", most=self.at_most)
        return slots

    def required(self, catalogue: Iterable[Contract]) -> tuple[Contract, ...]:
        """What she has to choose and has not yet, as far as it fits her and can be had."""
        return tuple(
            one
            for one in catalogue
            if one.terms.offering in self.rules.required
            and one.terms.offering not in self.has
            and self.bar(one) is None
        )

    def free_of(self, category: str) -> int:
        """How many more offerings of a category she may choose."""
        return min(len(self._free(category)), max(self.at_most - self._used(), 0))

    def without(self, offering: str) -> "Choosing":
        """The same learner when she has given this one up and its slot with it: how a switch begins."""
        return msgspec.structs.replace(self, held=tuple(one for one in self.held if one.offering != offering))

    def _together(self, picked: set[str], known: Mapping[str, Contract]) -> None:
        has = self.has | picked
        for missing in self.required(known.values()):
            if missing.terms.offering not in picked:
                raise NotTogether("%(offering)s is part of every choice. Add it.", offering=name_of(missing))
        for offering in sorted(picked):
            for needed in self.rules.requires.get(offering, ()):
                if needed not in has:
                    raise NotTogether(
                        "%(offering)s can only be had together with %(other)s.",
                        offering=_named(offering, known), other=_named(needed, known),
                    )  # fmt: skip
        for excluded in self.rules.excludes:
            chosen = [one for one in excluded if one in has]
            if len(chosen) > 1 and picked & set(chosen):
                raise NotTogether(
                    "%(offering)s and %(other)s cannot be had together. Choose one of them.",
                    offering=_named(chosen[0], known), other=_named(chosen[1], known),
                )  # fmt: skip

    def _free(self, category: str) -> tuple[int, ...]:
        used = {one.slot for one in self.held if one.category == category}
        return tuple(one for one in range(1, self.slots.count(category) + 1) if one not in used)

    def _used(self) -> int:
        return sum(one.slot is not None for one in self.held)


def fits(contract: Contract, level: str | None) -> bool:
    """Whether an offering is for a school level; one whose level is not known is let to choose."""
    return level is None or not contract.terms.levels or level in contract.terms.levels


def name_of(contract: Contract) -> dict[str, str]:
    """How a refusal calls an offering, by language."""
    return contract.terms.name


def _named(offering: str, known: Mapping[str, Contract]) -> dict[str, str]:
    return name_of(known[offering]) if offering in known else {"en": offering}


def _too_many_of_a_category(slots: int) -> TooManyChosen:
    if slots == 1:
        return TooManyChosen("Choose one offering in each category.")
    return TooManyChosen("Choose at most %(most)s offerings of a category.", most=slots)
