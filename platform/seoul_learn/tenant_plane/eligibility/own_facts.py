"""What a tenant adds to the shared facts: its own facts, more choices of one that exists, places, and its bounds."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.facts import FactCatalogue, FactDefinition, FactType
from seoul_learn.plugin_api.fit import Misfit, fit, meant

Words = dict[str, str]
_TABLES = ("fact", "choices", "places", "bounds")
_COUNTS = (FactType.WHOLE_NUMBER, FactType.MONEY)
_CHOOSES = (FactType.CHOICE, FactType.CHOICES)


class Bounds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least and the most that a shared number can be in this tenant; what is left out stays as it is."""

    minimum: int | None = None
    maximum: int | None = None


class OwnFactsFaulty(Exception):
    """The text adds nothing that could be used; `misfits` holds all of its faults."""

    def __init__(self, misfits: tuple[Misfit, ...]) -> None:
        super().__init__("; ".join(misfit.message for misfit in misfits))
        self.misfits = misfits


def extended(shared: FactCatalogue, document: Mapping[str, Any]) -> FactCatalogue:
    """The shared catalogue with what a document adds. Nothing shared is changed. Raises OwnFactsFaulty."""
    reading = _Reading(shared, document)
    catalogue = reading.catalogue()
    if reading.misfits:
        raise OwnFactsFaulty(tuple(reading.misfits))
    return catalogue


def extended_by_text(shared: FactCatalogue, text: str) -> FactCatalogue:
    """The same from TOML. Raises OwnFactsFaulty, and TOMLDecodeError."""
    return extended(shared, tomllib.loads(text))


def texts_of(document: Mapping[str, Any]) -> Iterator[tuple[TomlPath, Any]]:
    """Every text that readers see, at its place: each is wanted in every language of the tenant."""
    facts = document.get("fact")
    for place, fact in enumerate(facts if isinstance(facts, list) else []):
        if not isinstance(fact, dict):
            continue
        fields = ("question", "help", "documents")
        yield from ((("fact", place, field), fact[field]) for field in fields if field in fact)
        yield from _words(("fact", place, "choices"), fact.get("choices"))
    choices = document.get("choices")
    for name, added in choices.items() if isinstance(choices, dict) else ():
        yield from _words(("choices", name), added)
    yield from _words(("places",), document.get("places"))


def _words(at: TomlPath, table: Any) -> Iterator[tuple[TomlPath, Any]]:
    for code, words in table.items() if isinstance(table, dict) else ():
        yield (*at, code), words


class _Reading:
    def __init__(self, shared: FactCatalogue, document: Mapping[str, Any]) -> None:
        self.shared = shared
        self.document = document
        self.misfits: list[Misfit] = []

    def catalogue(self) -> FactCatalogue:
        self.misfits += [
            Misfit((key,), f"`{key}` is not known here; {meant(key, _TABLES)}")
            for key in self.document
            if key not in _TABLES
        ]
        places = self._fitted(("places",), self.document.get("places", {}), dict[str, Words]) or {}
        choices = self._fitted(("choices",), self.document.get("choices", {}), dict[str, dict[str, Words]]) or {}
        definitions = {name: self._with(self.shared[name], choices, places) for name in self.shared.names()}
        for name, added in choices.items():
            self._choices(name, added)
        written = self._fitted(("bounds",), self.document.get("bounds", {}), dict[str, Any]) or {}
        for name, bounds in written.items():
            one = self._fitted(("bounds", name), bounds, Bounds)
            if one is not None and self._bounds(name, one):
                definitions[name] = _bounded(definitions[name], one)
        for code in places:
            self._place(code)
        return self._merged(FactCatalogue(definitions, currency=self.shared.currency), places)

    def _merged(self, catalogue: FactCatalogue, places: Mapping[str, Words]) -> FactCatalogue:
        rows = self.document.get("fact", [])
        if not isinstance(rows, list):
            self.misfits.append(Misfit(("fact",), "`fact` is not a list of tables; write `[[fact]]` above each"))
            return catalogue
        for position, row in enumerate(rows):
            definition = self._fitted(("fact", position), row, FactDefinition)
            if definition is None:
                continue
            if definition.type in _CHOOSES and not definition.choices:
                self.misfits.append(Misfit(("fact", position), "`choices` is missing; write what can be answered"))
            if definition.type is FactType.PLACE and not definition.choices:
                everywhere = {**_shared_places(self.shared), **places}
                definition = msgspec.structs.replace(definition, choices=everywhere)
            if definition.name not in catalogue:
                catalogue = catalogue.merged((definition,))
            else:
                message = f"`{definition.name}` is a fact already; give this one a name of its own, or add `[choices]`"
                self.misfits.append(Misfit(("fact", position, "name"), message))
        return catalogue

    def _with(
        self, shared: FactDefinition, choices: Mapping[str, dict[str, Words]], places: Mapping[str, Words]
    ) -> FactDefinition:
        added = places if shared.type is FactType.PLACE else choices.get(shared.name, {})
        return msgspec.structs.replace(shared, choices={**added, **shared.choices}) if added else shared

    def _choices(self, name: str, added: Mapping[str, Words]) -> None:
        known = [one for one in self.shared.names() if self.shared[one].type in _CHOOSES]
        if name not in known:
            message = f"`{name}` is not a shared fact that is answered by choosing; {meant(name, known)}"
            self.misfits.append(Misfit(("choices", name), message))
            return
        self.misfits += [
            Misfit(("choices", name, code), f"`{code}` is an answer to {name} already; give this one another code")
            for code in added
            if code in self.shared[name].choices
        ]

    def _bounds(self, name: str, bounds: Bounds) -> bool:
        """Whether a shared number may have these bounds."""
        known = [one for one in self.shared.names() if self.shared[one].type in _COUNTS]
        if name not in known:
            message = f"`{name}` is not a shared number or amount; {meant(name, known)}"
            self.misfits.append(Misfit(("bounds", name), message))
            return False
        shared = self.shared[name]
        least, most = shared.widest or (shared.minimum, shared.maximum)
        wanted = _bounded(shared, bounds)
        if wanted.minimum is not None and wanted.maximum is not None and wanted.maximum < wanted.minimum:
            self.misfits.append(Misfit(("bounds", name), "`maximum` is below `minimum`"))
            return False
        for field, written, past in (
            ("minimum", bounds.minimum, least is not None and (bounds.minimum or 0) < least),
            ("maximum", bounds.maximum, most is not None and (bounds.maximum or 0) > most),
        ):
            if written is not None and past:
                message = f"`{field} = {written}` of {name} goes too far; it lies between {least} and {most}"
                self.misfits.append(Misfit(("bounds", name, field), message))
                return False
        return True

    def _place(self, code: str) -> None:
        if code in _shared_places(self.shared):
            self.misfits.append(Misfit(("places", code), f"`{code}` is a shared place already; remove it here"))
        elif not code.replace("-", "").isalnum() or len(code) > 20:
            message = f"`{code}` is not the code of a place; write one like US-UT (ISO 3166-2), then -<code> for parts"
            self.misfits.append(Misfit(("places", code), message))

    def _fitted(self, at: TomlPath, written: Any, kind: Any) -> Any:
        try:
            return fit(written, kind, at=at)
        except Misfit as misfit:
            self.misfits.append(misfit)
            return None


def _bounded(shared: FactDefinition, bounds: Bounds) -> FactDefinition:
    return msgspec.structs.replace(
        shared,
        minimum=shared.minimum if bounds.minimum is None else bounds.minimum,
        maximum=shared.maximum if bounds.maximum is None else bounds.maximum,
    )


def _shared_places(shared: FactCatalogue) -> dict[str, Words]:
    return next((shared[one].choices for one in shared.names() if shared[one].type is FactType.PLACE), {})
