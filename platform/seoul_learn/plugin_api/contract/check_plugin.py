"""Is this folder a plugin that the platform can take? Every fault at once, each with its file and its mend."""

from collections.abc import Callable, Mapping
from pathlib import Path

from seoul_learn.plugin_api.contract.boundaries import boundary_faults
from seoul_learn.plugin_api.contract.case_files import case_files
from seoul_learn.plugin_api.contract.cases import TOTAL, case_faults
from seoul_learn.plugin_api.contract.failures import failure_faults
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.fixtures import fixture_faults, read_fixtures
from seoul_learn.plugin_api.contract.folder import manifest_faults, open_folder
from seoul_learn.plugin_api.contract.imports import import_faults
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin, load_folder
from seoul_learn.plugin_api.contract.many_at_once import columns_faults
from seoul_learn.plugin_api.contract.names import name_faults
from seoul_learn.plugin_api.contract.released import released_faults
from seoul_learn.plugin_api.contract.secrets import secret_faults
from seoul_learn.plugin_api.contract.sources import source_faults
from seoul_learn.plugin_api.contract.texts import fact_faults, field_faults, text_faults
from seoul_learn.plugin_api.contract.toml_file import Faulty
from seoul_learn.plugin_api.contract.totality import totality_faults
from seoul_learn.plugin_api.manifest import PluginKind


def check_plugin(path: Path) -> list[Fault]:
    """All faults of the plugin in a folder, none when it keeps the contract. The plugin is imported and run."""
    try:
        folder = open_folder(path)
    except Faulty as faulty:
        return [faulty.fault]
    found = [*manifest_faults(folder), *import_faults(folder), *text_faults(folder)]
    # What lies badly is not run: its faults would only be told twice.
    if found:
        return _in_order([*found, *name_faults(folder)])
    try:
        loaded = load_folder(folder)
    except Faulty as faulty:
        return _in_order([*name_faults(folder), faulty.fault])
    found = [*name_faults(folder, loaded.class_name), *field_faults(loaded), *fact_faults(loaded)]
    found += _FAULTS[folder.manifest.kind](loaded)
    return _in_order(found)


def _criterion_faults(loaded: LoadedPlugin) -> list[Fault]:
    unread: list[Fault] = []
    files = case_files(loaded, unread)
    found = [*secret_faults(loaded, [file.config for file in files]), *case_faults(loaded, files)]
    if unread:
        return unread
    try:
        found += released_faults(loaded.folder)
    except Faulty as faulty:
        found.append(faulty.fault)
    # A criterion that raises for its own cases raises for their subsets too: once is enough.
    if not any(fault.mend == TOTAL for fault in found):
        found += [*boundary_faults(loaded, files), *totality_faults(loaded, files), *columns_faults(loaded, files)]
    return found


def _connector_faults(loaded: LoadedPlugin) -> list[Fault]:
    unread: list[Fault] = []
    fixtures = read_fixtures(loaded, unread)
    found = [*secret_faults(loaded, [fixture.config for fixture in fixtures]), *fixture_faults(loaded, fixtures)]
    # What does not even go well is not spoilt on purpose.
    return unread or found or list(failure_faults(loaded, fixtures))


_FAULTS: Mapping[PluginKind, Callable[[LoadedPlugin], list[Fault]]] = {
    PluginKind.CRITERION: _criterion_faults,
    PluginKind.CONNECTOR: _connector_faults,
    PluginKind.FACT_SOURCE: source_faults,
}


def _in_order(faults: list[Fault]) -> list[Fault]:
    return sorted(set(faults), key=lambda fault: (fault.file, fault.line or 0, fault.field, fault.message))
