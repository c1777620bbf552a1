"""The facts that come with the platform, from `fact_catalogue.toml` and `places.toml` beside this file."""

import tomllib
from importlib.resources import files

import msgspec

from seoul_learn.plugin_api.facts import FactCatalogue, FactDefinition, FactType
from seoul_learn.plugin_api.fit import fit

_PACKAGE = "seoul_learn.plugin_api"


def shared_facts() -> FactCatalogue:
    """The shared catalogue, in the order in which equally easy facts are asked."""
    places = _places()
    definitions = _definitions()
    return FactCatalogue(
        {
            definition.name: msgspec.structs.replace(definition, choices=places)
            if definition.type is FactType.PLACE
            else definition
            for definition in definitions
        }
    )


def _definitions() -> tuple[FactDefinition, ...]:
    written = tomllib.loads(files(_PACKAGE).joinpath("fact_catalogue.toml").read_text("utf-8"))
    return fit(written["fact"], tuple[FactDefinition, ...], at=("fact",))


def _places() -> dict[str, dict[str, str]]:
    written = tomllib.loads(files(_PACKAGE).joinpath("places.toml").read_text("utf-8"))
    return fit(written, dict[str, dict[str, str]])
