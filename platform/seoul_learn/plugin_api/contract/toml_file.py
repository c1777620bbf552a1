"""A TOML file of a plugin with its text, so that a fault can name its line."""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from seoul_learn.kit.toml_lines import TomlPath, line_of
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.fit import Misfit, field_name, fit

T = TypeVar("T")
_BROKEN_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Faulty(Exception):
    """The file cannot be used at all."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class TomlFile(msgspec.Struct, frozen=True, kw_only=True):
    """`shown_as` is the path that people see."""

    shown_as: str
    text: str
    table: dict[str, Any]

    def fault(self, at: TomlPath, message: str, mend: str = "") -> Fault:
        """The fault at a place; for what is not written, at the line of the table that should hold it."""
        return Fault(file=self.shown_as, line=line_of(self.text, at), field=field_name(at), message=message, mend=mend)

    def fit(self, written: Any, kind: type[T], *, at: TomlPath = ()) -> T:
        """A part of the file as a `kind`. Raises Faulty."""
        try:
            return fit(written, kind, at=at)
        except Misfit as misfit:
            raise Faulty(self.fault(misfit.at, misfit.message)) from None


def read_toml(file: Path, shown_as: str, *, absent: str) -> TomlFile:
    """The file; `absent` is the mend when there is none. Raises Faulty."""
    try:
        text = file.read_text("utf-8")
        return TomlFile(shown_as=shown_as, text=text, table=tomllib.loads(text))
    except FileNotFoundError:
        raise Faulty(Fault(file=shown_as, message="the file is missing", mend=absent)) from None
    except UnicodeDecodeError:
        raise Faulty(Fault(file=shown_as, message="the file is not UTF-8 text", mend="save it as UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        found = _BROKEN_AT.search(str(error))
        line = int(found[1]) if found and found[1] else None
        message = f"this is not TOML: {_BROKEN_AT.sub('', str(error))}"
        raise Faulty(Fault(file=shown_as, line=line, message=message)) from None
