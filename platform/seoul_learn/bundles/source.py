"""One TOML file of a bundle with its text, so that a fault can name the line that it stands on."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.kit.toml_lines import TomlPath, line_of

Report = Callable[[BundleFault], None]
_BROKEN_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is TOML; `path` is shown to people, `table` is what the file says."""

    path: str
    text: str
    table: dict[str, Any]

    def fault(self, at: TomlPath, message: str) -> BundleFault:
        """The fault `message` at a place; for what is not written, the line of the table that should hold it."""
        return BundleFault(self.path, line_of(self.text, at), field_name(at), message)

    def at(self, *place: str) -> Any:
        """What is written at a place of nested tables, or None."""
        found: Any = self.table
        for part in place:
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def rows(self, table: str) -> tuple[tuple[TomlPath, dict[str, Any]], ...]:
        """Every `[[table]]` with its place, also the faulty ones."""
        rows = self.table.get(table)
        members = enumerate(rows if isinstance(rows, list) else [])
        return tuple(((table, position), row) for position, row in members if isinstance(row, dict))


def field_name(at: TomlPath) -> str:
    """A place as people write it: `programme[1].name.ko`."""
    name = ""
    for part in at:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def read_source(file: Path, shown_as: str, report: Report) -> Source | None:
    """The file as a Source; reports one fault and gives None when it is missing, not UTF-8 or not TOML."""
    try:
        text = file.read_text("utf-8")
        return Source(path=shown_as, text=text, table=tomllib.loads(text))
    except FileNotFoundError:
        report(BundleFault(shown_as, None, "", "the file is missing; copy it from tenants/_template and change it"))
    except UnicodeDecodeError:
        report(BundleFault(shown_as, None, "", "the file is not UTF-8 text; save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        found = _BROKEN_AT.search(str(error))
        line = int(found.group(1)) if found and found.group(1) else None
        report(BundleFault(shown_as, line, "", f"this is not TOML: {_BROKEN_AT.sub('', str(error))}"))
    return None
