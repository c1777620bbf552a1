"""What a released version of a criterion said stays so: `released.toml` keeps a digest of each of its cases.

Determinations are replayed with the version that they name, so a case of that version may neither change nor vanish.
Cases may be added; what a case expects may change with a new version alone.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from seoul_learn.kit.text import canonical_json
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import PluginFolder, open_folder, shown_path
from seoul_learn.plugin_api.contract.toml_file import Faulty

_FILE = "released.toml"
_HEAD = (
    "# The cases of each released version, frozen: `seoul-learn plugin release` writes this. A case that has to say\n"
    "# something else wants a new version in plugin.toml.\n"
)


class ReleaseRefused(Exception):
    """The cases of this version were frozen with other contents."""


def released_faults(folder: PluginFolder) -> Iterator[Fault]:
    """Each frozen case of the present version that is not there as it was."""
    frozen = _released(folder).get(folder.manifest.version, {})
    present = _digests(folder)
    for name, digest in frozen.items():
        if present.get(name) != digest:
            said = "is gone" if name not in present else "says something else"
            yield Fault(
                file=folder.shown(_FILE),
                field=name,
                message=f"the case “{name}” of the released version {folder.manifest.version} {said}",
                mend="put it back, or raise `version` in plugin.toml and run `seoul-learn plugin release`",
            )


def is_released(path: Path) -> bool:
    """Whether the present version of the plugin in a folder has frozen cases."""
    folder = open_folder(path)
    return bool(_released(folder).get(folder.manifest.version))


def release(path: Path) -> int:
    """Freeze the cases of the present version, added ones too; how many there are. Raises ReleaseRefused, Faulty."""
    folder = open_folder(path)
    faults = [str(fault) for fault in released_faults(folder)]
    if faults:
        raise ReleaseRefused("\n".join(faults))
    released = _released(folder) | {folder.manifest.version: _digests(folder)}
    lines = [_HEAD]
    for version, cases in sorted(released.items()):
        lines.append(f"\n[{_quoted(version)}]\n")
        lines += [f"{_quoted(name)} = {_quoted(digest)}\n" for name, digest in sorted(cases.items())]
    (folder.path / _FILE).write_text("".join(lines), "utf-8")
    return len(released[folder.manifest.version])


def _released(folder: PluginFolder) -> dict[str, dict[str, str]]:
    file = folder.path / _FILE
    if not file.is_file():
        return {}
    try:
        written = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Faulty(Fault(file=shown_path(file), message=f"it cannot be read: {error}")) from error
    return {version: dict(cases) for version, cases in written.items() if isinstance(cases, Mapping)}


def _digests(folder: PluginFolder) -> dict[str, str]:
    """The digest of each case by file and name: of its configuration, tables, facts and what is expected of it."""
    digests = {}
    for path in folder.toml_files("cases"):
        written: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        around = {key: value for key, value in written.items() if key != "case"}
        for case in written.get("case", []):
            whole = canonical_json({**around, "case": case})
            digests[f"{path.name}: {case.get('name')}"] = hashlib.sha256(whole).hexdigest()
    return digests


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
