"""Where a value stands in a TOML text, so that a fault names its line: the standard parser forgets it."""

import re
from collections.abc import Iterator

TomlPath = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t]*")
_FILLING = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")' + r"|'''.*?'{3,5}(?!')" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'",
    re.DOTALL,
)


def line_of(text: str, path: TomlPath) -> int | None:
    """The line, counted from 1, on which `path` is written; for a value that is not written, its nearest enclosing one.

    An array of tables is addressed by position: `("grants", 0, "when")`. None when nothing of the path is written.
    The text is expected to be valid TOML; of a broken one, the part before the fault is known.
    """
    lines = lines_of(text)
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def lines_of(text: str) -> dict[TomlPath, int]:
    """The line of every table, key and array element that a TOML text writes, counted from 1."""
    lines: dict[TomlPath, int] = {}
    try:
        for path, position in _Walk(text).statements():
            lines.setdefault(path, text.count("\n", 0, position) + 1)
    except _LostError:
        pass
    return lines


class _LostError(Exception):
    """The text is not TOML from here on."""


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lengths: dict[TomlPath, int] = {}

    def statements(self) -> Iterator[tuple[TomlPath, int]]:
        table: TomlPath = ()
        while self._skip(_FILLING) or self.at < len(self.text):
            start = self.at
            if self.text.startswith("[[", start):
                self.at += 2
                name = self._header("]]")
                array = self._within_arrays(name[:-1]) + name[-1:]
                self.lengths[array] = self.lengths.get(array, 0) + 1
                table = (*array, self.lengths[array] - 1)
                yield array, start
                yield table, start
            elif self.text.startswith("[", start):
                self.at += 1
                table = self._within_arrays(self._header("]"))
                yield from _prefixes(table, start)
            elif start < len(self.text):
                yield from self._pair(table)

    def _header(self, closing: str) -> TomlPath:
        name = self._key()
        self._expect(closing)
        return name

    def _within_arrays(self, name: TomlPath) -> TomlPath:
        """A table named below an array of tables belongs to that array's last element."""
        path: TomlPath = ()
        for part in name:
            path = (*path, part)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def _pair(self, table: TomlPath) -> Iterator[tuple[TomlPath, int]]:
        start = self.at
        path = table + self._key()
        self._expect("=")
        yield from _prefixes(path, start)
        yield from self._value(path)

    def _value(self, path: TomlPath) -> Iterator[tuple[TomlPath, int]]:
        self._skip(_BLANK)
        if string := _STRING.match(self.text, self.at):
            self.at = string.end()
        elif self.text.startswith("[", self.at):
            yield from self._members(path, "]")
        elif self.text.startswith("{", self.at):
            yield from self._members(path, "}")
        else:
            self._skip(_SCALAR)

    def _members(self, path: TomlPath, closing: str) -> Iterator[tuple[TomlPath, int]]:
        self.at += 1
        position = 0
        while True:
            self._skip(_FILLING)
            if self.text.startswith(closing, self.at):
                self.at += 1
                return
            if closing == "}":
                yield from self._pair(path)
            else:
                yield (*path, position), self.at
                yield from self._value((*path, position))
            position += 1
            self._skip(_FILLING)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith(closing, self.at):
                raise _LostError

    def _key(self) -> TomlPath:
        parts: list[str | int] = []
        while True:
            self._skip(_BLANK)
            found = _STRING.match(self.text, self.at) or _BARE_KEY.match(self.text, self.at)
            if not found:
                raise _LostError
            parts.append(found.group().strip("\"'"))
            self.at = found.end()
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def _expect(self, sign: str) -> None:
        self._skip(_BLANK)
        if not self.text.startswith(sign, self.at):
            raise _LostError
        self.at += len(sign)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        moved = found is not None and found.end() > self.at
        if found:
            self.at = found.end()
        return moved


def _prefixes(path: TomlPath, position: int) -> Iterator[tuple[TomlPath, int]]:
    for length in range(1, len(path) + 1):
        yield path[:length], position
