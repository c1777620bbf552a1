"""What a plugin says of itself in its `plugin.toml`."""

import enum
from importlib.resources import files

import msgspec


class PluginKind(enum.StrEnum):
    """The three kinds of plugin."""

    CRITERION = "criterion"
    CONNECTOR = "connector"
    FACT_SOURCE = "fact_source"


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`name` is the folder's and the entry point's; `languages` are those of its strings.

    `libraries` are the packages, by the name they are imported by, that it uses beside the plugin API, msgspec and
    NumPy.
    """

    name: str
    kind: PluginKind
    version: str
    title: dict[str, str]
    languages: tuple[str, ...]
    libraries: tuple[str, ...] = ()


def read_manifest(text: str) -> Manifest:
    """The manifest in a TOML text. Raises msgspec.ValidationError or tomllib.TOMLDecodeError."""
    return msgspec.toml.decode(text, type=Manifest)


def manifest_of(package: str) -> Manifest:
    """The manifest beside a plugin's code: `manifest = manifest_of(__name__)`. Raises as `read_manifest` does."""
    return read_manifest(files(package).joinpath("plugin.toml").read_text("utf-8"))
