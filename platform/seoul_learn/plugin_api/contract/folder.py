"""The folder of a plugin as it lies on the disk: nothing of it has been run."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.toml_file import Faulty, TomlFile, read_toml
from seoul_learn.plugin_api.manifest import Manifest


class PluginFolder(msgspec.Struct, frozen=True, kw_only=True):
    """`package` is the dotted name by which the folder is imported, `root` the folder that makes it importable."""

    path: Path
    manifest: Manifest
    manifest_file: TomlFile
    package: str
    root: Path

    def shown(self, *parts: str) -> str:
        """A file of the plugin as people see it."""
        return shown_path(self.path.joinpath(*parts))

    def sources(self) -> tuple[Path, ...]:
        """The Python files."""
        return tuple(sorted(self.path.rglob("*.py")))

    def toml_files(self, folder: str) -> tuple[Path, ...]:
        """The TOML files of a folder within."""
        return tuple(sorted((self.path / folder).glob("*.toml")))


def open_folder(path: Path) -> PluginFolder:
    """The plugin in a folder. Raises Faulty when its manifest cannot be read."""
    path = path.resolve()
    if not path.is_dir():
        raise Faulty(Fault(file=shown_path(path), message="there is no such folder"))
    file = read_toml(
        path / "plugin.toml", shown_path(path / "plugin.toml"), absent="write name, kind, version, title and languages"
    )
    manifest = file.fit(file.table, Manifest)
    if not (path / "__init__.py").is_file():
        missing = shown_path(path / "__init__.py")
        raise Faulty(Fault(file=missing, message="the file is missing", mend="write the plugin's class there"))
    package, root = _package(path)
    return PluginFolder(path=path, manifest=manifest, manifest_file=file, package=package, root=root)


def manifest_faults(folder: PluginFolder) -> Iterator[Fault]:
    """A title in every language, and at least one language."""
    manifest, file = folder.manifest, folder.manifest_file
    if not manifest.languages:
        yield file.fault(("languages",), "`languages` is empty", 'write the languages of strings/, like ["ko", "en"]')
    for language in manifest.languages:
        if not manifest.title.get(language):
            yield file.fault(("title",), f"`title` has no text in `{language}`", f'add {language} = "…"')
    if not manifest.name.isidentifier() or manifest.name != manifest.name.lower():
        yield file.fault(("name",), f"`name = {manifest.name}` is no name", "use a-z, 0-9 and _, beginning with a-z")


def shown_path(path: Path) -> str:
    """A path from where the command runs, if it lies there."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _package(path: Path) -> tuple[str, Path]:
    parts = [path.name]
    root = path.parent
    while (root / "__init__.py").is_file():
        parts.insert(0, root.name)
        root = root.parent
    return ".".join(parts), root
