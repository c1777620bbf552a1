"""What a criterion in the tree refuses about its configuration, officers read in every language of the platform."""

import ast
import re
from pathlib import Path

import pytest

from seoul_learn.plugin_api.loading import Plugins, load_plugins

RULES = Path(__file__).parents[3] / "plugins" / "eligibility_rules"


def _raised(name: str) -> list[str]:
    """The sentences of `raise ValueError(...)`, values as `{}`."""
    found = []
    for node in ast.walk(ast.parse((RULES / name / "__init__.py").read_text("utf-8"))):
        if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call) or not node.exc.args:
            continue
        said = node.exc.args[0]
        if isinstance(said, ast.Constant):
            found.append(str(said.value))
        elif isinstance(said, ast.JoinedStr):
            found.append("".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in said.values))
    return found


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.mark.parametrize("name", sorted(path.parent.name for path in RULES.glob("*/__init__.py")))
def test_each_refusal_of_a_configuration_has_its_sentence_in_every_language(name: str, plugins: Plugins) -> None:
    strings = plugins.strings[name]
    faults = {key: text for key, text in strings["en"].items() if key.startswith("fault.")}
    told = {re.sub(r"\{\w+\}", "{}", text): key for key, text in faults.items()}
    for sentence in _raised(name):
        assert sentence in told, f"{name}: write `{sentence}` under [fault] of its strings"
        for language in ("ko", "ja"):
            assert strings[language].get(told[sentence]), (language, sentence)
