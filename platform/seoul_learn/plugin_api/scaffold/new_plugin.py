"""Write a new plugin and declare it in the nearest pyproject.toml, or in a new one beside it."""

import keyword
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Any

import tomlkit
from tomlkit.items import Table

from seoul_learn.plugin_api.loading import GROUPS
from seoul_learn.plugin_api.manifest import PluginKind

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


class NewPluginRefused(Exception):
    """Nothing was written."""


def new_plugin(kind: PluginKind, name: str, folder: Path, *, over_the_network: bool = False) -> list[Path]:
    """Write the plugin `name` into `folder`; the files that were written or changed. Raises NewPluginRefused.

    `over_the_network`: a connector that asks a provider's API, not one that hands out what the city has.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        message = f"`{name}` is no name for a plugin; use a-z, 0-9 and _, beginning with a letter, like `distance`"
        raise NewPluginRefused(message)
    home = folder.resolve() / name
    if home.exists():
        raise NewPluginRefused(f"{home} is there already; choose another name or another folder")
    class_name = "".join(part.capitalize() for part in name.split("_"))
    words = {"name": name, "class_name": class_name, "fact": f"learner.{name}"}
    template = "provider" if over_the_network else kind.value
    written = list(_write(files(__package__) / "templates" / template, home, words))
    return [*written, _declare(kind, home, class_name)]


def _write(template: Traversable, home: Path, words: Mapping[str, str]) -> Iterator[Path]:
    home.mkdir(parents=True)
    for one in sorted(template.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _write(one, home / one.name, words)
            continue
        # Templates of Python end in .txt, so that no tool takes them for the product's own code.
        file = home / one.name.removesuffix(".txt")
        file.write_text(Template(one.read_text("utf-8")).substitute(words), "utf-8")
        yield file


def _declare(kind: PluginKind, home: Path, class_name: str) -> Path:
    """The entry point of the plugin, in a pyproject.toml that keeps its comments and its order."""
    file = next((parent / "pyproject.toml" for parent in home.parents if (parent / "pyproject.toml").is_file()), None)
    if file is None:
        file = home.parent / "pyproject.toml"
        words = {"project": f"seoul-learn-{home.name.replace('_', '-')}", "name": home.name, "group": GROUPS[kind]}
        text = (files(__package__) / "templates" / "pyproject.toml.txt").read_text("utf-8")
        file.write_text(Template(text).substitute(words), "utf-8")
    document = tomlkit.parse(file.read_text("utf-8"))
    groups = _table(_table(document, "project"), "entry-points")
    is_new = GROUPS[kind] not in groups
    points = _table(groups, GROUPS[kind])
    points[home.name] = f"{_package(home)}:{class_name}"
    if is_new:
        points.add(tomlkit.nl())
    if home.parent == file.parent:
        _pack(document, home.name)
    file.write_text(tomlkit.dumps(document), "utf-8")
    return file


def _pack(document: tomlkit.TOMLDocument, package: str) -> None:
    """Put a package that lies beside the project's file into its wheel, where hatchling lists packages."""
    listed: Any = document
    for name in ("tool", "hatch", "build", "targets", "wheel", "packages"):
        listed = listed.get(name, {}) if isinstance(listed, dict) else {}
    if isinstance(listed, list) and package not in listed:
        listed.append(package)


def _table(around: tomlkit.TOMLDocument | Table, name: str) -> Table:
    found = around.get(name)
    if not isinstance(found, Table):
        around[name] = tomlkit.table()
        found = around[name]
    return found


def _package(home: Path) -> str:
    parts = [home.name]
    for parent in home.parents:
        if not (parent / "__init__.py").is_file():
            break
        parts.insert(0, parent.name)
    return ".".join(parts)
