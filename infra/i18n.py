"""Finds the texts of the platform and holds them against the catalogues.

`python infra/i18n.py check` names every text that has no Korean, and how many other languages miss;
`python infra/i18n.py extract` adds what is missing to the catalogues, with an empty translation to fill in.

English sentences are the message ids. A text is found in templates (`_("...")`, `{% trans %}`), in Python
(`N_("...")`, `gettext`, whatever takes a `message_id`) and where a refusal is raised.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from seoul_learn.web.shared.templates import FACES
from seoul_learn.web.shared.translate import LANGUAGES, LOCALES, SOURCE_LANGUAGE, missing_translations

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "platform" / "seoul_learn"
COMPLETE = "ko"
"""The language in which every text has to be there before a change is taken."""

# Which argument of a call is a text. Lower-case aliases of gettext in Python are `say` and `tell`.
_CALLS = {"N_": 0, "_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1, "say": 0, "tell": 0}
_REFUSALS = {"TenantPlaneError", "FactRefused"}
# Texts for the log, by classes that tell the reader something else.
_NOT_FOR_READERS = {"IsolationBroken"}
_EXTENSIONS = "jinja2.ext.i18n,seoul_learn.web.shared.kept_parts.KeptParts"
_JINJA = {"extensions": _EXTENSIONS, "trim_blocks": "true", "lstrip_blocks": "true"}
_KEYWORDS = ("_", "gettext", "ngettext", "pgettext", "npgettext")

_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""


class Text(msgspec.Struct, frozen=True):
    """A text as it stands in the source; `plural` is '' for most. `part` names the catalogue that it belongs to."""

    message: str
    plural: str
    context: str
    part: str
    place: str


def find_texts() -> list[Text]:
    """Every text of the platform, by place."""
    texts = [text for path in sorted(SOURCE.rglob("*.html")) for text in _in_template(path)]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    refusals = _refusals(list(trees.values()))
    calls = {**_CALLS, **_takers(list(trees.values())), **dict.fromkeys(refusals, 0)}
    for path, tree in trees.items():
        texts += [_text(path, line, message, plural) for line, message, plural in _in_python(tree, calls, refusals)]
    return texts


def _in_template(path: Path) -> Iterator[Text]:
    if "templates" not in path.parts:
        return
    with path.open("rb") as file:
        for line, function, messages, _ in babel_extract(file, _KEYWORDS, [], _JINJA):
            found = [message or "" for message in (messages if isinstance(messages, tuple) else (messages,))]
            context = found.pop(0) if function in ("pgettext", "npgettext") else ""
            plural = found[1] if function in ("ngettext", "npgettext") else ""
            if found[0]:
                yield _text(path, line, found[0], plural, context)


def _in_python(tree: ast.Module, calls: Mapping[str, int], refusals: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    named = _named_texts(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        at = calls.get(name)
        if at is not None and (message := _constant(node.args, at, named)):
            plural = _constant(node.args, 1) if name == "ngettext" else ""
            yield node.lineno, message, plural
        for keyword in node.keywords:
            if keyword.arg == "message_id" and (message := _constant([keyword.value], 0, named)):
                yield node.lineno, message, ""
    yield from _in_refusal_classes(tree, refusals)
    yield from _named_in_functions(tree)


def _named_in_functions(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """`message = "..."`, and then `saying(message, ...)` in the same function: each text that the name can be."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        taken = {
            _name(node.args[0])
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and _name(node.func) == "saying" and node.args
        }
        for node in ast.walk(function):
            if not isinstance(node, ast.Assign) or _name(node.targets[0]) not in taken - {""}:
                continue
            if message := _constant([node.value], 0):
                yield node.lineno, message, ""


def _in_refusal_classes(tree: ast.Module, refusals: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """`super().__init__("...")` of a refusal that always says the same."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in refusals:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _name(call.func) == "__init__":
                    message = _constant(call.args, 0)
                    if message:
                        yield call.lineno, message, ""


def _takers(trees: list[ast.Module]) -> dict[str, int]:
    """Functions and structs that take a `message_id`, and at which place."""
    found: dict[str, int] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("__"):
            names = [argument.arg for argument in node.args.args if argument.arg != "self"]
        elif isinstance(node, ast.ClassDef):
            names = [_name(line.target) for line in node.body if isinstance(line, ast.AnnAssign)]
        else:
            continue
        if "message_id" in names:
            found[node.name] = names.index("message_id")
    return found


def _refusals(trees: list[ast.Module]) -> frozenset[str]:
    """The names of every class of refusals, by who inherits from whom in the source."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = set(_REFUSALS)
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return frozenset(found - _NOT_FOR_READERS)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _named_texts(tree: ast.Module) -> dict[str, str]:
    """Texts that a module gives a name first: `_LOCKED = "..."`."""
    return {
        _name(node.targets[0]): node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def _constant(arguments: list[ast.expr], at: int, named: Mapping[str, str] = MappingProxyType({})) -> str:
    value = arguments[at] if at < len(arguments) else None
    if isinstance(value, ast.Name):
        return named.get(value.id, "")
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _text(path: Path, line: int, message: str, plural: str, context: str = "") -> Text:
    within = path.relative_to(SOURCE).parts
    part = within[1] if within[0] == "web" and within[1] in FACES else "shared" if within[0] == "web" else within[0]
    return Text(message, plural, context, part, f"{path.relative_to(ROOT)}:{line}")


def report(language: str) -> list[str]:
    """The texts that a language misses, each with where it stands."""
    places: dict[str, str] = {}
    wanted: set[str | tuple[str, str]] = set()
    for text in find_texts():
        places.setdefault(text.message, text.place)
        wanted.add((text.message, text.plural) if text.plural else text.message)
    return [f"{places[message]}: {message}" for message in missing_translations(language, frozenset(wanted))]


def extract() -> None:
    """Add an empty entry for every missing text to its part's catalogue, and touch nothing else."""
    texts = {text.message: text for text in find_texts()}
    for language in sorted(LANGUAGES - {SOURCE_LANGUAGE}):
        missing = missing_translations(language, frozenset(texts))
        for part in sorted({texts[message].part for message in missing}):
            added = Catalog(locale=language)
            for text in (texts[message] for message in missing if texts[message].part == part):
                message = (text.message, text.plural) if text.plural else text.message
                added.add(message, context=text.context or None)
            append(LOCALES / language / f"{part}.po", added)


def append(path: Path, catalogue: Catalog) -> None:
    """Write entries at the end of a catalogue's file: no dates, no line numbers, one text a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known: set[str] = set()
    if path.exists():
        with path.open("rb") as file:
            known = {_first(message.id) for message in read_po(file)}
    for message in list(catalogue):
        if message.id and _first(message.id) in known:
            catalogue.delete(message.id, message.context)
    with path.open("ab") as file:
        if not known:
            file.write(_HEADER.format(language=catalogue.locale, plurals=catalogue.plural_forms).encode())
        file.write(b"\n")
        write_po(file, catalogue, width=0, no_location=True, omit_header=True)


def _first(message_id: str | list[str] | tuple[str, ...]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def main(command: str) -> int:
    if command == "extract":
        extract()
        return 0
    missing = report(COMPLETE)
    for line in missing:
        sys.stdout.write(f"{COMPLETE}: {line}\n")
    for language in sorted(LANGUAGES - {SOURCE_LANGUAGE, COMPLETE}):
        sys.stdout.write(f"{language}: {len(report(language))} texts are missing\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
