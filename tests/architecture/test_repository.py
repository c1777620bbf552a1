"""Rules of the repository that a look at its files can settle."""

import re
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_BANNED = {"service", "services", "utils", "util", "helpers", "helper", "common", "manager", "misc", "process", "info"}


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "--", *patterns], cwd=_ROOT, capture_output=True, text=True, check=True)
    return [_ROOT / name for name in listed.stdout.splitlines() if (_ROOT / name).is_file()]


def test_the_source_root_does_not_shadow_the_standard_library() -> None:
    assert not (_ROOT / "platform" / "__init__.py").exists()


def test_no_module_is_named_after_a_layer_or_after_nothing() -> None:
    assert [path for path in _tracked("platform/*.py", "plugins/*.py", "infra/*.py") if path.stem in _BANNED] == []


def test_no_lock_names_an_address() -> None:
    for path in _tracked("*.lock", "*package-lock.json"):
        text = path.read_text()
        assert "resolved" not in text, path
        assert "--index-url" not in text, path


def test_there_is_one_project_file_and_no_lock_of_another_kind() -> None:
    assert _tracked("*pyproject.toml") == [_ROOT / "pyproject.toml"]
    assert _tracked("*uv.lock") == []


@pytest.mark.parametrize("decision", sorted((_ROOT / "docs" / "adr").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_names_what_holds_it(decision: Path) -> None:
    _, _, held = decision.read_text().partition("**What holds it.**")
    named = re.findall(r"`([^`]+)`", held)
    assert named, "the decision names no test and no lint"
    for name in named:
        path, _, test = name.partition("::")
        if "/" in path:
            assert (_ROOT / path).exists(), name
            assert not test or f"def {test}(" in (_ROOT / path).read_text(), name


def test_only_one_server_serves() -> None:
    # An end-of-line in pyproject.toml or an import would bring the second one in.
    for path in _tracked("platform/*.py", "plugins/*.py", "infra/*", "pyproject.toml"):
        if path.suffix in {".py", ".toml", ".sh", ""}:
            assert "uvicorn" not in path.read_text(), path


def test_every_lint_exemption_says_why() -> None:
    exemption = re.compile(r"#\s*(?:noqa|type: ignore)")
    reasoned = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+|type: ignore\[[^]]+\]) *[#-] *\w")
    for path in _tracked("platform/*.py", "plugins/*.py", "infra/*.py", "tests/*.py"):
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not exemption.search(line) or reasoned.search(line), f"{path.relative_to(_ROOT)}:{number}"


def test_the_tenant_is_set_in_one_place_only() -> None:
    allowed = {"transaction.py", "0001_tenant_setting.py"}
    for path in _tracked("platform/*.py"):
        text = path.read_text()
        if path.name not in allowed:
            assert not re.search(r"set_config\(\s*'app\.", text), path
            assert not re.search(r"set\s+(?:local\s+)?app\.tenant_id", text, re.IGNORECASE), path
