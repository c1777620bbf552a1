"""What is secret stays out of repr, and a field that sounds secret is marked so."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from rich.pretty import pretty_repr

from seoul_learn.plugin_api.config import Config, secret_fields
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin

SENTINEL = "hush-3f9c1d7a-never-show"
_SOUNDS_SECRET = ("secret", "password", "token", "api_key", "private_key", "credential")


def secret_faults(loaded: LoadedPlugin, configs: Sequence[msgspec.Struct]) -> Iterator[Fault]:
    """Secret fields that are shown, or that are not marked; `configs` are some that the plugin takes."""
    kind: Any = loaded.plugin.config
    marked = secret_fields(kind)
    where = loaded.folder.shown("__init__.py")
    for field in msgspec.structs.fields(kind):
        if field.name not in marked and any(word in field.name.lower() for word in _SOUNDS_SECRET):
            mend = f"write {field.name}: Secret"
            yield Fault(file=where, field=field.name, message=f"`{field.name}` is not marked secret", mend=mend)
    for name in sorted(marked) if configs else ():
        shown = copy.copy(configs[0])
        msgspec.structs.force_setattr(shown, name, SENTINEL)
        if SENTINEL in repr(shown) + str(shown) + pretty_repr(shown):
            mend = f"make `{kind.__name__}` a subclass of {Config.__module__}.Config and leave its repr alone"
            yield Fault(file=where, field=name, message=f"the repr of the configuration shows `{name}`", mend=mend)
