"""The fault of a text that is no TOML at all, at the line where its reader stopped, in words that are translated."""

import re

from seoul_learn.kit.saying import Saying, saying
from seoul_learn.tenant_plane.eligibility.errors import LineFault

_WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_WORDS: tuple[tuple[str, Saying], ...] = (
    ("Invalid value", saying("behind `=` stands no value; write texts in quotes")),
    ("Invalid statement", saying("a line begins with what is no name")),
    ("Invalid initial character for a key part", saying("a line begins with what is no name")),
    ("Expected '='", saying("`=` is missing between a name and its value")),
    ("Expected newline or end of document", saying("a value is followed by something on the same line")),
    ("Cannot overwrite a value", saying("a name is written twice")),
    ("Cannot declare", saying("a name is written twice")),
    ("Duplicate inline table key", saying("a name is written twice")),
    ("Unterminated string", saying("a quotation mark is missing")),
    ("Illegal character", saying("a quotation mark is missing, or a character cannot stand here")),
    ("Unclosed array", saying("a square bracket is not closed")),
    ("Unclosed inline table", saying("a curly bracket is not closed")),
    ("Expected ']", saying("a square bracket is not closed")),
    ("Invalid date or datetime", saying("this is no day that exists")),
)


def not_toml(broken: Exception, *, field: str = "") -> LineFault:
    """What the standard reader of TOML says, as a fault."""
    found = _WHERE.search(str(broken))
    line, column = (found["line"], found["column"]) if found else (None, None)
    said = str(broken)[: found.start()] if found else str(broken)
    why = next((words for begins, words in _WORDS if said.startswith(begins)), said)
    if line is None:
        return LineFault(line=None, field=field, message=saying("this is not TOML: %(why)s", why=why))
    message = "this is not TOML: %(why)s (at line %(line)s, column %(column)s)"
    return LineFault(line=int(line), field=field, message=saying(message, why=why, line=line, column=column))
