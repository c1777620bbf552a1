"""A plugin that has been imported from its folder, for the checks that run it."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import PluginFolder
from seoul_learn.plugin_api.contract.toml_file import Faulty
from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import FactCatalogue, FactConflict
from seoul_learn.plugin_api.manifest import Manifest, PluginKind
from seoul_learn.plugin_api.strings import Strings, read_strings

_METHODS = {
    PluginKind.CRITERION: ("reads", "evaluate"),
    PluginKind.CONNECTOR: ("check", "offerings", "provision", "release", "launch", "usage"),
    PluginKind.FACT_SOURCE: ("look_up",),
}
_CONFIG = "make it a subclass of seoul_learn.plugin_api.config.Config"


class LoadedPlugin(msgspec.Struct, frozen=True, kw_only=True):
    """`facts` are the shared ones and those that the plugin adds."""

    folder: PluginFolder
    plugin: Any
    strings: Strings
    facts: FactCatalogue

    @property
    def class_name(self) -> str:
        return type(self.plugin).__name__


def load_folder(folder: PluginFolder) -> LoadedPlugin:
    """Import the plugin and look at its shape. Raises Faulty."""
    where = folder.shown("__init__.py")
    try:
        module = _imported(folder)
    except Exception as error:
        message = f"the plugin cannot be imported: {type(error).__name__}: {error}"
        raise Faulty(Fault(file=where, message=message)) from error
    kinds = [one for one in vars(module).values() if _is_plugin(one, module)]
    if len(kinds) != 1:
        message = f"{len(kinds)} classes have a `manifest`"
        mend = "write one class, with `manifest: ClassVar[Manifest] = manifest_of(__name__)`"
        raise Faulty(Fault(file=where, message=message, mend=mend))
    kind = kinds[0]
    _shape(folder, kind)
    try:
        plugin = kind()
        facts = shared_facts().merged(tuple(getattr(plugin, "adds", ())))
    except FactConflict as conflict:
        raise Faulty(Fault(file=where, message=str(conflict), mend="give your fact another name")) from None
    except Exception as error:
        raise Faulty(Fault(file=where, message=f"`{kind.__name__}()` fails: {error}")) from error
    return LoadedPlugin(folder=folder, plugin=plugin, strings=read_strings(folder.path / "strings"), facts=facts)


def _is_plugin(one: Any, module: ModuleType) -> bool:
    return inspect.isclass(one) and one.__module__ == module.__name__ and hasattr(one, "manifest")


def _shape(folder: PluginFolder, kind: type) -> None:
    line = inspect.getsourcelines(kind)[1]

    def refuse(field: str, message: str, mend: str) -> Faulty:
        return Faulty(Fault(file=folder.shown("__init__.py"), line=line, field=field, message=message, mend=mend))

    if not isinstance(kind.__dict__.get("manifest"), Manifest):
        mend = "write manifest: ClassVar[Manifest] = manifest_of(__name__)"
        raise refuse("manifest", "`manifest` is not a Manifest", mend)
    config = getattr(kind, "config", None)
    if not (inspect.isclass(config) and issubclass(config, msgspec.Struct)):
        raise refuse("config", "`config` is not a struct", _CONFIG)
    if not config.__struct_config__.forbid_unknown_fields:
        raise refuse("config", f"`{config.__name__}` takes unknown fields", _CONFIG)
    methods = _METHODS[folder.manifest.kind]
    for name in methods:
        method = getattr(kind, name, None)
        if not callable(method):
            raise refuse(name, f"`{name}` is missing", f"a {folder.manifest.kind} has {', '.join(methods)}")
        if folder.manifest.kind is not PluginKind.CRITERION and not inspect.iscoroutinefunction(method):
            raise refuse(name, f"`{name}` does not wait", f"write async def {name}")
    if folder.manifest.kind is PluginKind.CRITERION and not isinstance(getattr(kind, "adds", None), tuple):
        raise refuse("adds", "`adds` is missing", "write adds: ClassVar[tuple[FactDefinition, ...]] = ()")


def _imported(folder: PluginFolder) -> ModuleType:
    """The package from this folder, also when one of the same name was imported from elsewhere before."""
    known = sys.modules.get(folder.package)
    if known is not None and _comes_from(known, folder.path):
        return known
    tops = folder.package.partition(".")[0]
    if known is not None or (tops in sys.modules and not _comes_from(sys.modules[tops], folder.root / tops)):
        for name in [name for name in sys.modules if name == tops or name.startswith(f"{tops}.")]:
            del sys.modules[name]
    with _path_first(folder.root):
        importlib.invalidate_caches()
        return importlib.import_module(folder.package)


def _comes_from(module: ModuleType, folder: Path) -> bool:
    return any(Path(path).resolve() == folder.resolve() for path in getattr(module, "__path__", ()))


@contextmanager
def _path_first(root: Path) -> Iterator[None]:
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
