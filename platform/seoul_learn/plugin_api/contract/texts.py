"""The strings of a plugin: every language it declares, the same messages in each, the same placeholders in each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import PluginFolder, shown_path
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.contract.toml_file import Faulty, TomlFile, read_toml
from seoul_learn.plugin_api.fit import Misfit
from seoul_learn.plugin_api.manifest import PluginKind
from seoul_learn.plugin_api.strings import placeholders, strings_in

_NEEDED = {
    PluginKind.CRITERION: ("label", "unknown"),
    PluginKind.CONNECTOR: ("label", "instructions"),
    PluginKind.FACT_SOURCE: ("label",),
}


def text_faults(folder: PluginFolder) -> Iterator[Fault]:
    """Languages, messages and placeholders that are missing or too many."""
    read: dict[str, tuple[TomlFile, dict[str, str]]] = {}
    for language in folder.manifest.languages:
        path = folder.path / "strings" / f"{language}.toml"
        try:
            file = read_toml(path, shown_path(path), absent=f"write the texts in `{language}`, or do not declare it")
            read[language] = (file, strings_in(file.text))
        except Faulty as faulty:
            yield faulty.fault
        except Misfit as misfit:
            yield Fault(file=shown_path(path), field=misfit.field, message=misfit.message)
    for path in folder.toml_files("strings"):
        if path.stem not in folder.manifest.languages:
            message = f"`languages` does not name `{path.stem}`, which strings/ has"
            yield folder.manifest_file.fault(("languages",), message, "add it, or delete the file")
    yield from _differences(folder, read)
    for file, messages in read.values():
        yield from (
            file.fault((), f"`{name}` is missing", f'write {name} = "…"')
            for name in _NEEDED[folder.manifest.kind]
            if name not in messages
        )


def field_faults(loaded: LoadedPlugin) -> Iterator[Fault]:
    """Fields of the configuration that the console could not label."""
    kind: Any = loaded.plugin.config
    for language, messages in loaded.strings.items():
        named = {name.removeprefix("field.") for name in messages if name.startswith("field.")}
        fields = {field.encode_name for field in msgspec.structs.fields(kind)}
        file = loaded.folder.shown("strings", f"{language}.toml")
        for name in sorted(fields - named):
            message = f"the field `{name}` of the configuration has no label"
            yield Fault(file=file, field=f"field.{name}", message=message, mend=f'below [field] write {name} = "…"')
        for name in sorted(named - fields):
            message = f"`{name}` is not a field of the configuration"
            yield Fault(file=file, field=f"field.{name}", message=message, mend="delete the line")


def fact_faults(loaded: LoadedPlugin) -> Iterator[Fault]:
    """Facts of the plugin that could not be asked in one of its languages."""
    where = loaded.folder.shown("__init__.py")
    for fact in getattr(loaded.plugin, "adds", ()):
        texts = {"question": fact.question, **{f"choices[{code}]": choice for code, choice in fact.choices.items()}}
        for place, text in texts.items():
            for language in loaded.folder.manifest.languages:
                if not text.get(language):
                    message = f"the fact `{fact.name}` has no `{place}` in `{language}`"
                    yield Fault(file=where, field="adds", message=message, mend=f'add "{language}": "…"')


def _differences(folder: PluginFolder, read: dict[str, tuple[TomlFile, dict[str, str]]]) -> Iterator[Fault]:
    names = {name for _, messages in read.values() for name in messages}
    for name in sorted(names):
        holes: dict[str, frozenset[str]] = {}
        for language, (file, messages) in read.items():
            at = tuple(name.split("."))
            if not messages.get(name):
                other = next(one for one, (_, texts) in read.items() if name in texts)
                yield file.fault(at, f"`{name}` is missing, which `{other}` has", f'write {name} = "…"')
                continue
            try:
                holes[language] = placeholders(messages[name])
            except ValueError as error:
                yield file.fault(at, f"`{name}`: {error}", "write {name} for a value, and {{ for a brace")
                continue
            first = next(iter(holes))
            if holes[language] != holes[first]:
                told = _listed(holes[language])
                mend = f"use {_listed(holes[first])}, as {Path(read[first][0].shown_as).name} does"
                yield file.fault(at, f"`{name}` has the placeholders {told}", mend)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
