"""The small forms of the policy editor: what they show comes back as it was written, and only what is typed changes."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.edit_text import written_anew
from seoul_learn.tenant_plane.eligibility.examine_draft import Surroundings
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, StoredPolicy
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.console.policies.gift_fields import benefit_form, copay_form, tier_form, wallet_form
from seoul_learn.web.console.policies.opened import Opened
from seoul_learn.web.console.policies.table_form import TableForm
from seoul_learn.web.console.policies.terms_fields import TERMS_FORMS
from seoul_learn.web.shared.forms import Form
from tests.architecture.samples.invent import bare

ROOT = Path(__file__).parents[3]
REAL = sorted((ROOT / "tenants").glob("*/policies/*/2*.toml"))
CURRENCIES = {"maple-county": "USD", "osaka": "JPY"}
LANGUAGES = ("ko", "en")
HEAD = '[policy]\nprogramme = "learn"\neffective_from = 2026-03-02\nstatus = "draft"\nsource = "notice"\n'
LAW = (
    '[criteria.a]\nuse = "children"\nfrom = 1\n[criteria.b]\nuse = "children"\nfrom = 2\n[rule]\neligible = "a or b"\n'
)
GIVES = '[[grants]]\nslots = [{ category = "reading" }]\nlasts = "12 months"\n'


def opened(text: str) -> Opened:
    stored = bare(StoredPolicy, text=text, effective_from=date(2026, 3, 2), status=PolicyStatus.DRAFT)
    plugins = load_plugins()
    among = Surroundings(
        plugins=plugins, facts=plugins.facts, standards=Standards({}), versions=(), cases=(), languages=LANGUAGES,
        today=date(2026, 1, 1),
    )  # fmt: skip
    return Opened(stored=stored, programme=bare(Programme), among=among)


def sent(form: Form, **typed: Any) -> dict[str, list[str]]:
    """What a browser sends of a form after somebody has typed this into it."""
    shown = {name: [value] if isinstance(value, str) else list(value) for name, value in form.values.items()}
    return {**shown, **{name: [one] if isinstance(one, str) else list(one) for name, one in typed.items()}}


def saved(text: str, form: TableForm, **typed: Any) -> str:
    """The text after the form was opened, filled in and saved."""
    wanted, faults = form.read(opened(text), sent(form.shown(text), **typed))
    assert faults == (), faults
    return form.change(wanted)(text)


def faults(text: str, form: TableForm, **typed: Any) -> list[tuple[str, str]]:
    _, found = form.read(opened(text), sent(form.shown(text), **typed))
    return [(one.field, one.message_id % one.values) for one in found]


def forms_of(text: str, currency: str) -> Iterator[TableForm]:
    """Every form that has something to show of a policy."""
    document = tomllib.loads(text)
    yield from (form for name, form in TERMS_FORMS.items() if name in document)
    for place, row in enumerate(document.get("grants", [])):
        yield tier_form(text, place, LANGUAGES)
        if "wallet" in row:
            yield wallet_form(place, currency)
        if "copay" in row:
            yield copay_form(place, currency)
        yield from (benefit_form(place, at, currency, LANGUAGES) for at, _ in enumerate(row.get("benefits", [])))


@pytest.mark.parametrize("file", REAL, ids=lambda file: f"{file.parts[-4]}-{file.stem}")
def test_a_real_policy_goes_through_every_form_and_comes_back_to_the_byte(file: Path) -> None:
    text = file.read_text("utf-8")
    currency = CURRENCIES.get(file.parts[-4], "KRW")
    forms = list(forms_of(text, currency))
    assert forms
    for form in forms:
        wanted, found = form.read(opened(text), sent(form.shown(text)))
        assert [one for one in found if "is not an official table" not in str(one.values)] == []
        assert form.change(wanted)(text) == text


_COUNTED = st.builds("{} {}{}".format, st.integers(1, 999), st.sampled_from(["day", "week", "month", "year"]),
                     st.sampled_from(["", "s"]))  # fmt: skip
_SPANS = st.one_of(
    _COUNTED, st.sampled_from(["until the end of the school year", "until end of school year"]),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)).map("until {}".format),
)  # fmt: skip
_MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001  # local times of the city
_LATER = st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1))  # noqa: DTZ001  # local times of the city
_TABLES = st.fixed_dictionaries({}, optional={
    "window": st.fixed_dictionaries(
        {"opens": _MOMENTS}, optional={"closes": _LATER}
    ),
    "quota": st.fixed_dictionaries({"places": st.integers(100, 10**8)}, optional={
        "by": st.permutations(["a", "b"]).map(lambda names: dict.fromkeys(names, 7)),
        "unfilled": st.sampled_from(["kept", "opened"]),
    }),
    "ranking": st.one_of(
        st.fixed_dictionaries({"by": st.permutations(["a", "b"])}, optional={"order": st.just("priority")}),
        st.fixed_dictionaries({"order": st.just("lottery"), "seed": st.from_regex("[a-z0-9]{1,20}", fullmatch=True)}),
        st.fixed_dictionaries({"order": st.just("first_come")}, optional={"tie_break": st.just("submitted_at")}),
    ),
    "renewal": st.fixed_dictionaries({}, optional={
        "opens": _COUNTED.map("{} before".format), "grace": _SPANS, "rejoin_after": _COUNTED,
    }).filter(bool),
    "school_year": st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(lambda day: {"turns_on": f"{day:%m-%d}"}),
})  # fmt: skip
_AMOUNTS = st.integers(0, 10**9)
_PERS = st.sampled_from(["once", "month", "school_year"])
_GIFTS = st.fixed_dictionaries({"slots": st.lists(st.sampled_from(["reading", "school_subject"]).map(
    lambda one: {"category": one}), min_size=1, max_size=3), "lasts": _COUNTED}, optional={
    "tier": st.just("high"), "label": st.just({"ko": "고", "en": "H", "vi": "C"}),
    "when": st.sampled_from(["a", "a or b"]),
    "at_most": st.just(1), "starts": st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    "wallet": st.fixed_dictionaries({"amount": _AMOUNTS, "currency": st.just("KRW"), "per": _PERS}),
    "copay": st.fixed_dictionaries({"amount": st.integers(0, 9), "currency": st.just("KRW"), "per": _PERS},
                                   optional={"of": st.integers(10, 99), "waive_when": st.just("b and not a")}),
    "benefits": st.lists(st.one_of(
        st.fixed_dictionaries({"kind": st.sampled_from(["books", "device"])}, optional={"per": _PERS}),
        st.fixed_dictionaries({"kind": st.just("books"), "amount": _AMOUNTS, "currency": st.just("KRW")}),
        st.fixed_dictionaries({"kind": st.just("skates"), "label": st.just({"ko": "스", "en": "S"}),
                               "amount": st.integers(1, 9), "unit": st.sampled_from(["hour", "pair"])}),
    ), min_size=1, max_size=3),
})  # fmt: skip


@given(_TABLES, st.lists(_GIFTS, min_size=1, max_size=2))
@settings(max_examples=60, deadline=None)
def test_any_policy_goes_through_every_form_and_comes_back_to_the_byte(
    terms: dict[str, Any], grants: list[dict[str, Any]]
) -> None:
    for place, row in enumerate(grants):
        row |= {"tier": f"t{place}"} if "tier" in row else {}
    document = {**tomllib.loads(HEAD + LAW), "school_year": {"turns_on": "03-01"}, **terms, "grants": grants}
    text = written_anew(document)
    for form in forms_of(text, "KRW"):
        assert saved(text, form) == text


def test_a_form_changes_only_the_line_that_it_means() -> None:
    text = (
        HEAD
        + "\n[window]  # by the clocks\nopens = 2026-03-02T09:00:30 # in the morning\ncloses = 2026-03-13T18:00:00\n"
        + LAW
        + GIVES
    )
    after = saved(text, TERMS_FORMS["window"], **{"closes-day": "14", "closes-time": "17:30"})
    assert after == text.replace("2026-03-13T18:00:00", "2026-03-14T17:30:00")


def test_the_order_of_groups_is_kept_by_a_form_that_moves_them() -> None:
    text = HEAD + "[quota]\nplaces = 9\nby = { a = 2, b = 3 }\n" + LAW + GIVES
    form = TERMS_FORMS["quota"]
    entry = form.entries[1]
    moved = entry.rearranged(sent(form.shown(text)), "down:0")  # type: ignore[attr-defined]  # the list of groups
    wanted, found = form.read(opened(text), moved)
    assert found == ()
    after = tomllib.loads(form.change(wanted)(text))["quota"]
    assert [*after["by"].items()] == [("b", 3), ("a", 2)]


def test_a_table_is_begun_by_its_form_and_taken_away_again() -> None:
    text = HEAD + LAW + GIVES
    form = copay_form(0, "KRW")
    after = saved(text, form, amount="10,000", per="year", waive_when="b")
    assert tomllib.loads(after)["grants"][0]["copay"] == {
        "amount": 10000, "currency": "KRW", "per": "year", "waive_when": "b",
    }  # fmt: skip
    assert tomllib.loads(form.change(None)(after)) == tomllib.loads(text)
    benefit = benefit_form(0, None, "USD", LANGUAGES)
    more = saved(text, benefit, kind="books", amount="12.50", measure="money", per="once")
    assert tomllib.loads(more)["grants"][0]["benefits"] == [{"kind": "books", "amount": "12.50", "currency": "USD"}]
    assert tomllib.loads(benefit_form(0, 0, "USD", LANGUAGES).change(None)(more)) == tomllib.loads(text)


@pytest.mark.parametrize(
    ("name", "typed", "field", "words"),
    [
        ("window", {"opens-year": "2026", "opens-month": "2", "opens-day": "30"}, "opens", "a day that exists"),
        ("window", {"opens-year": "2026", "opens-month": "2", "opens-day": "3"}, "opens-time", "09:00 or 17:30"),
        ("window", {"opens-time": "09:00"}, "opens", "Write the day as well"),
        ("window", {}, "opens", "Fill this in"),
        ("quota", {"places": "many"}, "places", "in digits"),
        ("quota", {"places": "5", "by": ["a"], "by-places-0": "6"}, "places", "6 places together, more than the 5"),
        ("quota", {"places": "5", "by": ["a"], "by-places-0": ""}, "by-places-0", "or remove the group"),
        ("quota", {"places": "5", "by": ["zz"], "by-places-0": "2"}, "by", "neither a criterion nor a rule"),
        ("ranking", {"order": "priority"}, "by-add", "who comes first"),
        ("ranking", {"order": "lottery"}, "seed", "publish it before the draw"),
        ("ranking", {"order": "bogus"}, "order", "one of these"),
        ("renewal", {"opens-unit": "day", "opens-count": "sixty"}, "opens-count", "whole number from 1 to 999"),
        ("renewal", {"grace-unit": "until", "grace-day-year": "2026"}, "grace-day", "a day that exists"),
        ("renewal", {"grace-unit": "school_year"}, "grace-unit", "say when it begins"),
        ("school_year", {"turns_on-month": "2", "turns_on-day": "29"}, "turns_on", "every year has"),
    ],
)
def test_what_is_mistyped_is_refused_at_its_field(name: str, typed: dict[str, Any], field: str, words: str) -> None:
    found = faults(HEAD + LAW + GIVES, TERMS_FORMS[name], **typed)
    assert [one for one, _ in found] == [field]
    assert words in found[0][1]


def test_a_sum_of_another_currency_is_a_fault_where_it_is_typed() -> None:
    text = HEAD + LAW + GIVES + '[grants.wallet]\namount = "12.50"\ncurrency = "USD"\nper = "month"\n'
    assert faults(text, wallet_form(0, "KRW"), amount="5000") == [
        ("amount", "This sum is written in USD, and the city counts in KRW. Take it away and write it anew.")
    ]
