"""A plugin has one name: its folder's, its manifest's and its entry point's."""

from collections.abc import Iterator
from pathlib import Path

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import PluginFolder, shown_path
from seoul_learn.plugin_api.contract.toml_file import Faulty, TomlFile, read_toml
from seoul_learn.plugin_api.loading import GROUPS


def name_faults(folder: PluginFolder, class_name: str | None = None) -> Iterator[Fault]:
    """Disagreements of folder, manifest and entry point; `class_name` is the plugin's class, when it is known."""
    name = folder.manifest.name
    if folder.path.name != name:
        message = f"`name = {name}` is not the folder's name, `{folder.path.name}`"
        yield folder.manifest_file.fault(("name",), message, "give both one name")
    group = GROUPS[folder.manifest.kind]
    line = f'{name} = "{folder.package}:{class_name or "ClassName"}"'
    try:
        project = _project(folder.path)
    except Faulty as faulty:
        yield faulty.fault
        return
    if project is None:
        message = "no pyproject.toml declares the plugin"
        mend = f'add one beside it, with [project.entry-points."{group}"] and below it: {line}'
        yield Fault(file=folder.shown(), message=message, mend=mend)
        return
    at = ("project", "entry-points", group)
    declared = project.table.get("project", {}).get("entry-points", {}).get(group, {})
    value = declared.get(name) if isinstance(declared, dict) else None
    if value is None:
        message = f"no entry point is called `{name}`"
        yield project.fault(at, message, f'below [project.entry-points."{group}"] add: {line}')
    elif value.partition(":")[0] != folder.package or (class_name and value.partition(":")[2] != class_name):
        yield project.fault((*at, name), f'`{name} = "{value}"` is not where the plugin is', f"write: {line}")


def _project(path: Path) -> TomlFile | None:
    for parent in path.parents:
        file = parent / "pyproject.toml"
        if file.is_file():
            return read_toml(file, shown_path(file), absent="")
    return None
