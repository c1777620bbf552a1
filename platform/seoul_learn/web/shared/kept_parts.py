"""`{% kept a, b %} … {% endkept %}`: a part of a page that is rendered once for the same values in the same language.

The key is everything that the part may use: the content of the values named, the language, and how dates and money
are written. So nothing has to be told to any process when a city changes something: other content is another key. A
part that uses a name which it does not list, the reader's token or the page's address is refused, the first when the
template is compiled, the others when it is rendered.
"""

import re
from collections import OrderedDict
from collections.abc import Callable

import msgspec
from jinja2 import Environment, TemplateAssertionError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from seoul_learn.web.shared.rendering import how_it_is_written, without_reader

_IMPORTS = re.compile(r"{%-?\s*from\s+\S+\s+import\s+([^%]+?)\s*-?%}")
_MOST_KEPT = 8192
"""About 2 KB each: sixteen megabytes of the parts used last."""


class KeptParts(Extension):
    """The tag, and what was kept by this process."""

    tags = {"kept"}  # noqa: RUF012  # so does the base class declare it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: OrderedDict[object, Markup] = OrderedDict()
        self._imported: dict[str | None, set[str]] = {}

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Note which macros a template imports: a part may use those, as they see no context."""
        listed = ", ".join(_IMPORTS.findall(source))
        self._imported[name] = {one.split(" as ")[-1].strip() for one in listed.split(",")}
        return source

    def parse(self, parser: Parser) -> nodes.Node:
        """The tag as a call of `keep` with the part as its caller."""
        line = next(parser.stream).lineno
        names = [parser.stream.expect("name").value]
        while parser.stream.skip_if("comma"):
            names.append(parser.stream.expect("name").value)
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        # An environment that only extracts texts knows none of our functions.
        if "asset" in self.environment.globals:
            self._refuse_unlisted(parser, names, body, line)
        place = nodes.Const(f"{parser.name}:{line}")
        values = nodes.Tuple([nodes.Name(name, "load") for name in names], "load")
        return nodes.CallBlock(self.call_method("keep", [place, values]), [], [], body).set_lineno(line)

    def keep(self, place: str, values: tuple[object, ...], caller: Callable[[], Markup]) -> Markup:
        """The part as it was rendered for the same values before, else as it is now."""
        key = (place, how_it_is_written(), msgspec.msgpack.encode(values))
        part = self._kept.get(key)
        if part is not None:
            self._kept.move_to_end(key)
            return part
        with without_reader():
            part = caller()
        self._kept[key] = part
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return part

    def _refuse_unlisted(self, parser: Parser, names: list[str], body: list[nodes.Node], line: int) -> None:
        used = [name for node in body for name in node.find_all(nodes.Name)]
        own = {name.name for name in used if name.ctx != "load"}
        known = {*names, *own, *self.environment.globals, *self._imported.get(parser.name, ())}
        if unlisted := sorted({name.name for name in used} - known):
            raise TemplateAssertionError(f"a kept part uses {', '.join(unlisted)} unlisted", line, parser.name)
