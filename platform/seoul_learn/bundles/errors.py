"""What can be wrong with a bundle.

BundleError
├── BundleRefused   all faults of one reading, never only the first
└── DraftInTheWay   an officer works on what it would take away
"""

import msgspec


class BundleFault(msgspec.Struct, frozen=True, order=True):
    """One fault at its place; `line` counts from 1 and is None for what is wrong with a whole file or folder."""

    file: str
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file} line {self.line}"
        return f"{place}: {self.message}"


class BundleError(Exception):
    """A bundle cannot be used."""

    message_id = "bundle.error"


class BundleRefused(BundleError):
    """The bundle has faults, so nothing of it is applied; `faults` holds all of them in the order of the files."""

    message_id = "bundle.refused"

    def __init__(self, faults: tuple[BundleFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class DraftInTheWay(BundleError):
    """An officer works in the console on what the bundle would take away."""
