"""Break a sound plugin in one place, and the check names the file and what to do."""

from pathlib import Path

import pytest

from seoul_learn.plugin_api.contract.check_plugin import check_plugin


def _broken(plugin: Path, file: str, written: str, instead: str) -> str:
    path = plugin / file
    text = path.read_text("utf-8")
    assert written in text, f"{file} has no {written!r}"
    path.write_text(text.replace(written, instead), "utf-8")
    return "\n".join(str(fault) for fault in check_plugin(plugin))


_CODE, _KO, _EN, _CASES = "__init__.py", "strings/ko.toml", "strings/en.toml", "cases/three_or_more.toml"
_IMPORT = "import msgspec\n"
_VALUE = "value = told_number(facts, _FACT.name)"


@pytest.mark.parametrize(
    ("file", "written", "instead", "said"),
    [
        # the manifest
        ("plugin.toml", 'version = "1.0"', "", "`version` is missing"),
        ("plugin.toml", 'version = "1.0"', "version = 1", "plugin.toml line 4: `version`: a text in quotes"),
        ("plugin.toml", "version", "verzion", "plugin.toml line 4: `verzion` is not a field; did you mean `version`?"),
        ("plugin.toml", "kind =", "kind = =", "plugin.toml line 3: this is not TOML"),
        ("plugin.toml", ', en = "visits"', "", "`title` has no text in `en`; add en ="),
        ("plugin.toml", '["ko", "en"]', '["ko", "en", "ja"]', "strings/ja.toml: the file is missing"),
        ("plugin.toml", '["ko", "en"]', '["ko"]', "`languages` does not name `en`"),
        # one name
        ("plugin.toml", 'name = "visits"', 'name = "visit"', "`name = visit` is not the folder's name, `visits`"),
        ("../pyproject.toml", "visits = ", "vizits = ", "no entry point is called `visits`"),
        ("../pyproject.toml", '"visits:Visits"', '"visits:Visit"', 'write: visits = "visits:Visits"'),
        # imports, and purity
        (_CODE, _IMPORT, _IMPORT + "import sqlalchemy\n", "line 8: `sqlalchemy` is not declared"),
        (_CODE, _IMPORT, _IMPORT + "from seoul_learn.tenant_plane import tables\n", "is not for plugins"),
        (_CODE, _IMPORT, _IMPORT + "from seoul_learn import web\n", "`seoul_learn.web` is not for plugins"),
        (_CODE, _IMPORT, _IMPORT + "import socket\n", "`socket` is not for criteria"),
        (_CODE, _IMPORT, _IMPORT + "import importlib\n", "`importlib` hides what is imported"),
        (_CODE, "del as_of, standards", "as_of = date.today()", "`.today()` reads a clock"),
        (_CODE, "del as_of, standards", "open('/etc/hostname')", "`open()` is not for criteria"),
        (_CODE, "del as_of, standards", "del as_of,, standards", "this is not Python"),
        # what a plugin has
        (_CODE, _IMPORT, _IMPORT + "raise ValueError('late')\n", "cannot be imported: ValueError: late"),
        (_CODE, "def reads", "def read", "`reads` is missing; a criterion has reads, evaluate"),
        (_CODE, "manifest_of(__name__)", "None", "`manifest` is not a Manifest"),
        (_CODE, "(Config, frozen=True, kw_only=True)", "(msgspec.Struct)", "takes unknown fields"),
        (_CODE, "adds: ClassVar[tuple[FactDefinition, ...]] = (_FACT,)", "adds = None", "`adds` is missing"),
        (_CODE, '"learner.visits"', '"learner.grade"', "the fact learner.grade is described in two ways"),
        (_CODE, ', "en": "How often?"', "", "the fact `learner.visits` has no `question` in `en`"),
        # strings
        (_EN, "unknown =", "unknwn =", "en.toml: `unknown` is missing"),
        (_EN, "{value}", "{valeu}", "`met` has the placeholders {limit}, {valeu}; use {limit}, {value}"),
        (_EN, "{value}", "{value", "`met`:"),
        (_EN, 'at_least = "At least"', 'at_least = "At least"\nmore = "?"', "`field.more` is missing, which `en` has"),
        (_EN, 'label = "visits"', "label = 3", "`label` is not a text"),
        # cases
        (_CASES, "met = true", "met = false", "case “exactly the limit”: expects unmet, and the criterion is met"),
        (_CASES, 'message = "met"', 'message = "unmet"', "expects the message `unmet`, and it is `met`"),
        (_CASES, "limit = 3", "limit = 4", "expects limit = 4, and it is 3"),
        (_CASES, 'needs = ["learner.visits"]', "", "expects needs = [], and it is ['learner.visits']"),
        (_CASES, '"learner.visits" = 3', '"learner.visit" = 3', "`learner.visit` is not a fact; did you mean"),
        (_CASES, '"learner.visits" = 3', '"learner.visits" = "3"', "line 8: `3` is no whole number"),
        (_CASES, "at_least = 3", "at_leats = 3", "line 3: `at_leats` is not a field; did you mean `at_least`?"),
        (_CASES, "[[case]]\nname = \"one", "[[other]]\nname = \"one", "`other` is not a field"),
        # limits from both sides
        (_CASES, "{ \"learner.visits\" = 2 }", "{ \"learner.visits\" = 1 }", "no cases show the limit `at_least = 3`"),
        # total
        (_CODE, "return lacking(_FACT.name)", "raise KeyError(_FACT.name)", "`evaluate` raises KeyError"),
        (_CODE, _VALUE, "value = facts[_FACT.name].value if facts else None", "TypeError for a strange value"),
        (_CODE, '"value": value', '"valeu": value', "shows {value}, which the finding does not give"),
    ],
)  # fmt: skip
def test_a_broken_criterion_is_named(criterion: Path, file: str, written: str, instead: str, said: str) -> None:
    # A case that is no longer there must not hide the fault under another one.
    assert said in _broken(criterion, file, written, instead)


def _evaluating(criterion: Path, body: str) -> str:
    """What the check says when the criterion decides by `body`."""
    code = (criterion / _CODE).read_text("utf-8")
    head, _, _ = code.partition("        value = told_number")
    (criterion / _CODE).write_text(head + body, "utf-8")
    return "\n".join(str(fault) for fault in check_plugin(criterion))


_UNTIL_THREE = """\
        value = told_number(facts, _FACT.name)
        if value is None:
            return {missing}
        met = value >= config.at_least
        values = {values}
        return Finding(met=met, because=Because(message="met" if met else "unmet", values=values){rest})
"""
_VALUES = '{"value": value, "limit": config.at_least}'


@pytest.mark.parametrize(
    ("missing", "values", "rest", "said"),
    [
        ("lacking('learner.grade')", _VALUES, "", "expects needs"),
        ("lacking(_FACT.name)", _VALUES, ", needs=lacking(_FACT.name).needs", "expects needs"),
        ("lacking(_FACT.name)", '{"value": object(), "limit": 3}', "", "cannot be stored"),
        ("lacking(_FACT.name)", '{"value": id(object()), "limit": object()}', "", "cannot be stored"),
    ],
)
def test_a_finding_that_says_too_little_or_too_much_is_named(
    criterion: Path, missing: str, values: str, rest: str, said: str
) -> None:
    (criterion / _CASES).write_text(
        (criterion / _CASES).read_text("utf-8").replace("values = { value = 3, limit = 3 }", ""), "utf-8"
    )
    assert said in _evaluating(criterion, _UNTIL_THREE.format(missing=missing, values=values, rest=rest))


def test_a_yes_that_turns_into_a_no_when_more_is_told_is_named(criterion: Path) -> None:
    code = (criterion / _CODE).read_text("utf-8")
    code = code.replace("return (_FACT.name,)", 'return (_FACT.name, "learner.grade")')
    code = code.replace(
        "met = value >= config.at_least", 'met = value >= config.at_least and "learner.grade" not in facts'
    )
    (criterion / _CODE).write_text(code, "utf-8")
    with (criterion / _CASES).open("a", encoding="utf-8") as cases:
        cases.write('\n[[case]]\nname = "grade"\nas_of = 2026-03-02\nmet = false\n')
        cases.write('facts = { "learner.visits" = 3, "learner.grade" = 5 }\n')
    faults = "\n".join(str(fault) for fault in check_plugin(criterion))
    assert "a settled finding changes when `learner.grade` is told as well" in faults


@pytest.mark.parametrize("name", ["exactly the limit", "one below the limit", "not known"])
def test_a_kind_of_case_that_is_not_there_is_named(criterion: Path, name: str) -> None:
    text = (criterion / _CASES).read_text("utf-8")
    kept = [part for part in text.split("[[case]]") if name not in part]
    (criterion / _CASES).write_text("[[case]]".join(kept), "utf-8")
    assert any("no case shows the criterion" in str(fault) for fault in check_plugin(criterion))


def test_a_field_without_a_label_is_named(criterion: Path) -> None:
    for file in (_KO, _EN):
        text = (criterion / file).read_text("utf-8")
        (criterion / file).write_text(text.partition("[field]")[0] + "[field]\nat_most = 'x'\n", "utf-8")
    faults = "\n".join(str(fault) for fault in check_plugin(criterion))
    assert "ko.toml: the field `at_least` of the configuration has no label; below [field] write at_least" in faults
    assert "en.toml: `at_most` is not a field of the configuration; delete the line" in faults


def test_a_message_that_no_case_leads_to_is_named(criterion: Path) -> None:
    for file in (_KO, _EN):
        path = criterion / file
        path.write_text('too_late = "…"\n' + path.read_text("utf-8"), "utf-8")
    assert any("no case leads to the message `too_late`" in str(fault) for fault in check_plugin(criterion))


_FIXTURE = "fixtures/one_link.toml"
_SEAT = "return Seat(reference=str(request.id), access=Launch(link=config.link))"


@pytest.mark.parametrize(
    ("file", "written", "instead", "said"),
    [
        (_CODE, "async def release", "def release", "`release` does not wait; write async def release"),
        (_CODE, "async def usage", "async def used", "`usage` is missing"),
        (_CODE, _IMPORT, _IMPORT + "import yaml\n", "`yaml` is not declared; add libraries"),
        (_CODE, _IMPORT, _IMPORT + "import httpx\n", "`httpx` asks over the network by itself"),
        (_CODE, _IMPORT, _IMPORT + "from urllib import request\n", "asks over the network by itself"),
        (_CODE, _IMPORT, _IMPORT + "from http import client\n", "asks over the network by itself"),
        (_CODE, "    link: str\n", "    link: str\n    api_key: str = ''\n", "`api_key` is not marked secret"),
        (_CODE, "str(request.id)", "str(datetime.now())", "gives another seat when it is asked again"),
        (_CODE, _SEAT, "raise RuntimeError('down')", "raises RuntimeError: down; raise only what provider.py names"),
        (_CODE, "link=config.link", "link='https://elsewhere.example'", "expects another link than it gives"),
        (_FIXTURE, "[config]\nlink = \"https", "[config]\nlink = \"http", "expects (), and it is ('link_is_open',)"),
        (_FIXTURE, 'do = "provision"', 'do = "launch"', "no fixture provisions a seat"),
        (_FIXTURE, 'do = "check"', 'do = "chekc"', "line 7: `call[0].do`"),
        (_EN, "link_is_open =", "link_is_opn =", "`link_is_open` is missing, which `ko` has"),
    ],
)  # fmt: skip
def test_a_broken_connector_is_named(connector: Path, file: str, written: str, instead: str, said: str) -> None:
    assert said in _broken(connector, file, written, instead)


def test_a_secret_that_is_printed_is_named(connector: Path) -> None:
    code = (connector / _CODE).read_text("utf-8")
    code = code.replace("    link: str\n", "    link: str\n    key: Secret\n").replace(
        "import Config", "import Config, Secret"
    )
    code = code.replace("        del pool\n        return Seat", "        print(config.key)\n        return Seat")
    (connector / _CODE).write_text(code, "utf-8")
    fixture = connector / "fixtures" / "one_link.toml"
    fixture.write_text(fixture.read_text("utf-8").replace("[config]\n", '[config]\nkey = "hush"\n'), "utf-8")
    for file in (_KO, _EN):
        path = connector / file
        path.write_text(path.read_text("utf-8") + 'key = "…"\n', "utf-8")
    assert [fault.message for fault in check_plugin(connector)] == ["a secret or a code was printed or logged"]


def test_a_secret_in_the_repr_is_named(connector: Path) -> None:
    code = (connector / _CODE).read_text("utf-8")
    code = code.replace(
        "    link: str\n", "    link: Secret\n\n    def __repr__(self) -> str:\n        return self.link\n"
    )
    (connector / _CODE).write_text(code.replace("import Config", "import Config, Secret"), "utf-8")
    assert any("the repr of the configuration shows `link`" in str(fault) for fault in check_plugin(connector))


def test_a_folder_without_a_plugin_is_named(tmp_path: Path) -> None:
    assert [fault.message for fault in check_plugin(tmp_path / "nothing")] == ["there is no such folder"]
    assert [fault.message for fault in check_plugin(tmp_path)] == ["the file is missing"]
