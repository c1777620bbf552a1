"""A plugin imports the plugin API, the kit, msgspec, NumPy and what its manifest names; a criterion is pure."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import PluginFolder, shown_path
from seoul_learn.plugin_api.manifest import PluginKind

_PLATFORM = ("seoul_learn.plugin_api", "seoul_learn.kit")
_ALWAYS = frozenset({"msgspec", "numpy"})
_NEVER = frozenset({"importlib", "imp", "pkgutil", "runpy"})
_OUT = "seoul_learn.plugin_api.outgoing"
_NETWORK = frozenset(
    {
        "aiohttp", "asyncio.streams", "ftplib", "grpc", "http.client", "httpcore", "httpcore2", "httplib2", "httpx",
        "httpx2", "niquests", "poplib", "pycurl", "requests", "smtplib", "socket", "socketserver", "telnetlib",
        "urllib.request", "urllib3", "websockets", "xmlrpc",
    }
)  # fmt: skip
_PURE = frozenset(
    {
        "__future__", "abc", "bisect", "calendar", "collections", "contextlib", "copy", "dataclasses", "datetime",
        "decimal", "enum", "fractions", "functools", "graphlib", "itertools", "math", "numbers", "operator", "re",
        "statistics", "string", "textwrap", "types", "typing", "unicodedata", "zoneinfo",
    }
)  # fmt: skip
_IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec", "compile", "__import__", "globals", "breakpoint"})
_CLOCKS = frozenset({"today", "now", "utcnow"})


def import_faults(folder: PluginFolder) -> Iterator[Fault]:
    """Imports beyond what is allowed, and in a criterion what reads a clock, a file or the network."""
    for file in folder.sources():
        try:
            tree = ast.parse(file.read_text("utf-8"), filename=str(file))
        except SyntaxError as error:
            yield Fault(file=shown_path(file), line=error.lineno, message=f"this is not Python: {error.msg}")
            continue
        for node in ast.walk(tree):
            for name in _imported(node):
                yield from _import_fault(folder, file, node, name)
            if folder.manifest.kind is PluginKind.CRITERION:
                yield from _impure(file, node)


def _imported(node: ast.AST) -> tuple[str, ...]:
    """The modules that a statement imports by their whole names; of a relative one, none."""
    if isinstance(node, ast.Import):
        return tuple(alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        if node.module in ("seoul_learn", "urllib", "http"):
            return tuple(f"{node.module}.{alias.name}" for alias in node.names)
        return (node.module,)
    return ()


def _import_fault(folder: PluginFolder, file: Path, node: ast.AST, name: str) -> Iterator[Fault]:
    top = name.partition(".")[0]
    line = getattr(node, "lineno", None)
    if any(name == one or name.startswith(f"{one}.") for one in (*_PLATFORM, folder.package)):
        if folder.manifest.kind is PluginKind.CRITERION and name.startswith(_OUT):
            mend = "take what you need from the facts, the day and the standards"
            yield Fault(file=shown_path(file), line=line, message=f"`{name}` is not for criteria", mend=mend)
        return
    if folder.manifest.kind is PluginKind.CONNECTOR and (top in _NETWORK or name in _NETWORK):
        message = f"`{name}` asks over the network by itself"
        mend = "ask through the wire that the platform gives you (docs/plugins.md, section 7)"
        yield Fault(file=shown_path(file), line=line, message=message, mend=mend)
        return
    if top == "seoul_learn":
        mend = "import only seoul_learn.plugin_api and seoul_learn.kit"
        yield Fault(file=shown_path(file), line=line, message=f"`{name}` is not for plugins", mend=mend)
    elif top in _NEVER:
        message = f"`{name}` hides what is imported"
        yield Fault(file=shown_path(file), line=line, message=message, mend="import by a statement")
    elif top in sys.stdlib_module_names:
        if folder.manifest.kind is PluginKind.CRITERION and top not in _PURE:
            message = f"`{name}` is not for criteria: they read no clock, file or network"
            mend = "take what you need from the facts, the day and the standards"
            yield Fault(file=shown_path(file), line=line, message=message, mend=mend)
    elif top not in _ALWAYS and top not in folder.manifest.libraries:
        mend = f'add libraries = ["{top}"] to plugin.toml, and the package to your pyproject.toml'
        yield Fault(file=shown_path(file), line=line, message=f"`{name}` is not declared", mend=mend)


def _impure(file: Path, node: ast.AST) -> Iterator[Fault]:
    if not isinstance(node, ast.Call):
        return
    mend = "take what you need from the facts, the day and the standards"
    if isinstance(node.func, ast.Name) and node.func.id in _IMPURE_CALLS:
        message = f"`{node.func.id}()` is not for criteria"
        yield Fault(file=shown_path(file), line=node.lineno, message=message, mend=mend)
    if isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS:
        message = f"`.{node.func.attr}()` reads a clock; a replay years later would give another answer"
        yield Fault(file=shown_path(file), line=node.lineno, message=message, mend="use `as_of`")
