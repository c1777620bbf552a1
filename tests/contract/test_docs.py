"""The plugin that docs/plugins.md shows is a plugin: somebody who copies it has one that works."""

import re
from pathlib import Path

from seoul_learn.plugin_api.contract.check_plugin import check_plugin

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "plugins.md"
_FILE = re.compile(r"^`(?P<name>[\w/.]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_criterion_of_the_document_keeps_the_contract(tmp_path: Path) -> None:
    files = {found["name"]: found["text"] for found in _FILE.finditer(_DOCUMENT.read_text("utf-8"))}
    assert len(files) == 6
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert [str(fault) for fault in check_plugin(tmp_path / "siblings")] == []


def test_the_document_names_files_that_are_there() -> None:
    root = _DOCUMENT.parents[1]
    for named in re.findall(r"`((?:platform|plugins|tests)/[\w/.]+)`", _DOCUMENT.read_text("utf-8")):
        assert (root / named).exists(), named
