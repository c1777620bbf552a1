"""One thing that is wrong with a plugin."""

import msgspec


class Fault(msgspec.Struct, frozen=True, order=True, kw_only=True):
    """`file` is shown to people; `line` counts from 1; `field` is a place within the file; `mend` says what to do."""

    file: str
    line: int | None = None
    field: str = ""
    message: str
    mend: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file} line {self.line}"
        return f"{place}: {self.message}" + (f"; {self.mend}" if self.mend else "")
