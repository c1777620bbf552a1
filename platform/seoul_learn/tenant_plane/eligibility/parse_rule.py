"""Reading rule sentences: a parser whose faults name the column and the nearest known name, in plain words."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import msgspec

from seoul_learn.kit.saying import saying
from seoul_learn.kit.text import nearest
from seoul_learn.tenant_plane.eligibility.rule import All, Any, AtLeast, Expression, Name, Not, names_in, with_parts

RESERVED = frozenset({"and", "or", "not", "at", "least", "of"})
DEEPEST = 40
"""Brackets and negations within each other; a sentence beyond this is no longer one that a person reads."""
LARGEST = 1000
"""Names in a rule after the rules that it names are written out."""

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[(),]")
_SPACE = re.compile(r"\s*")
_CLOSE = saying("close the bracket with `)`")
_COUNT = saying("write `at least 2 of (a, b, c)`")
_NAME = saying("write the name of a criterion")


class RuleFault(Exception):
    """A rule sentence that cannot be read; `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class _Token(msgspec.Struct, frozen=True):
    text: str
    column: int


def parse(text: str, known: AbstractSet[str] | None = None) -> Expression:
    """The tree of a sentence; with `known`, only over these names. Raises RuleFault.

    `not` binds closest, then `and`, then `or`.
    """
    return _Parser(text, known).whole()


def written_out(expression: Expression, rules: Mapping[str, Expression]) -> Expression:
    """The expression over criteria alone: every named rule is replaced by what it says.

    Raises RuleFault for rules that name each other in a circle, and for a rule of more than `LARGEST` names.
    """
    for name in names_in(expression):
        _refuse_circles(name, rules, (), set())
    sizes: dict[str, int] = {}
    if sum(_size(name, rules, sizes) for name in names_in(expression)) > LARGEST:
        message = "the rule has more than %(most)s names once written out; say it more shortly"
        raise RuleFault(saying(message, most=LARGEST), 1)
    return _replaced(expression, rules)


def _replaced(expression: Expression, rules: Mapping[str, Expression]) -> Expression:
    if isinstance(expression, Name):
        return _replaced(rules[expression.name], rules) if expression.name in rules else expression
    return with_parts(expression, lambda part: _replaced(part, rules))


def _refuse_circles(name: str, rules: Mapping[str, Expression], path: tuple[str, ...], passed: set[str]) -> None:
    if name in path:
        circle = " → ".join((*path[path.index(name) :], name))
        message = "the rules name each other in a circle: %(circle)s; let one of them name criteria only"
        raise RuleFault(saying(message, circle=circle), 1)
    if name not in rules or name in passed:
        return
    for inner in names_in(rules[name]):
        _refuse_circles(inner, rules, (*path, name), passed)
    passed.add(name)


def _size(name: str, rules: Mapping[str, Expression], sizes: dict[str, int]) -> int:
    if name not in rules:
        return 1
    if name not in sizes:
        sizes[name] = sum(_size(inner, rules, sizes) for inner in names_in(rules[name]))
    return sizes[name]


class _Parser:
    def __init__(self, text: str, known: AbstractSet[str] | None) -> None:
        self.tokens = _tokens(text)
        self.end = len(text.rstrip()) + 1
        self.known = known
        self.at = 0
        self.depth = 0

    def whole(self) -> Expression:
        if not self.tokens:
            raise RuleFault(saying("the rule is empty; write the names of criteria, joined by `and` or `or`"), 1)
        expression = self._either()
        if token := self._peek():
            message = "`%(word)s` is not expected here; join two names by `and` or `or`"
            raise RuleFault(saying(message, word=token.text), token.column)
        return expression

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._single()]
        while self._take("and"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _single(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            message = "more than %(most)s brackets stand within each other; name a part of it as a rule of its own"
            raise RuleFault(saying(message, most=DEEPEST), self._column())
        try:
            return self._unnested()
        finally:
            self.depth -= 1

    def _unnested(self) -> Expression:
        if self._take("not"):
            return Not(self._single())
        if self._take("("):
            inner = self._either()
            self._expect(")", _CLOSE)
            return inner
        if self._take("at"):
            return self._counted()
        return self._name()

    def _counted(self) -> Expression:
        shape = _COUNT
        self._expect("least", shape)
        number = self._next(shape)
        if not number.text.isdecimal():
            raise RuleFault(saying("`%(word)s` is not a number; %(mend)s", word=number.text, mend=shape), number.column)
        self._expect("of", shape)
        self._expect("(", shape)
        parts = [self._either()]
        while self._take(","):
            parts.append(self._either())
        self._expect(")", _CLOSE)
        count = int(number.text[:6])
        if not 1 <= count <= len(parts):
            message = "`at least %(count)s of` %(parts)s cannot be; write a number from 1 to %(parts)s"
            raise RuleFault(saying(message, count=number.text, parts=len(parts)), number.column)
        return AtLeast(count, tuple(parts))

    def _name(self) -> Expression:
        token = self._next(_NAME)
        if token.text in RESERVED or not (token.text[0].isalpha() or token.text[0] == "_"):
            message = "`%(word)s` stands where the name of a criterion is expected"
            raise RuleFault(saying(message, word=token.text), token.column)
        if self.known is not None and token.text not in self.known:
            near = nearest(token.text, sorted(self.known))
            names = ", ".join(sorted(self.known))
            mend = (
                saying("did you mean `%(word)s`?", word=near)
                if near
                else saying("the names are %(names)s", names=names)
            )
            message = "`%(name)s` is neither a criterion nor a rule of this file; %(mend)s"
            raise RuleFault(saying(message, name=token.text, mend=mend), token.column)
        return Name(token.text)

    def _peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _column(self) -> int:
        token = self._peek()
        return token.column if token else self.end

    def _take(self, text: str) -> bool:
        token = self._peek()
        taken = token is not None and token.text == text
        self.at += taken
        return taken

    def _next(self, hint: str) -> _Token:
        token = self._peek()
        if token is None:
            raise RuleFault(saying("the sentence ends too early; %(mend)s", mend=hint), self.end)
        self.at += 1
        return token

    def _expect(self, text: str, hint: str) -> None:
        column = self._column()
        if not self._take(text):
            raise RuleFault(saying("`%(word)s` is missing; %(mend)s", word=text, mend=hint), column)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = _SPACE.match(text, 0).end()  # type: ignore[union-attr]  # matches the empty string too
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            message = "`%(word)s` has no meaning in a rule; use names, `and`, `or`, `not` and brackets"
            raise RuleFault(saying(message, word=text[at]), at + 1)
        tokens.append(_Token(found.group(), at + 1))
        at = _SPACE.match(text, found.end()).end()  # type: ignore[union-attr]  # the pattern matches everywhere, if only nothing
    return tokens
