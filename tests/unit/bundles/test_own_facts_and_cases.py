"""What a city adds to the shared facts and tables, and what is said of its cases."""

import shutil
from pathlib import Path

import pytest

from seoul_learn.bundles.errors import BundleFault, BundleRefused
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.tenant_plane.eligibility.own_facts import extended_by_text

TENANTS = Path(__file__).parents[3] / "tenants"
CITIES = ("seoul", "pyeongchang", "chungbuk", "osaka", "maple-county", "_template")
CASES = "policies/school-meals/cases.toml"
POLICY = "policies/school-meals/2025-07-01.toml"
FACTS = "facts.toml"


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


class County:
    """The invented county's bundle, which each test spoils in one place."""

    def __init__(self, folder: Path, plugins: Plugins) -> None:
        self.folder = folder
        self.plugins = plugins

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.folder / file).read_text("utf-8")
        assert old in text
        (self.folder / file).write_text(text.replace(old, new, 1), "utf-8")

    def append(self, file: str, text: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as sink:
            sink.write(text)

    def opened(self) -> OpenedBundle:
        return open_bundle(self.folder, self.plugins)

    def faults(self) -> tuple[BundleFault, ...]:
        with pytest.raises(BundleRefused) as refused:
            self.opened()
        return refused.value.faults

    def only_fault(self) -> BundleFault:
        faults = self.faults()
        assert len(faults) == 1, [str(fault) for fault in faults]
        return faults[0]


@pytest.fixture
def county(tmp_path: Path, plugins: Plugins) -> County:
    tenants = tmp_path / "tenants"
    for name in ("maple-county", "_catalogue", "_standards"):
        shutil.copytree(TENANTS / name, tenants / name)
    return County(tenants / "maple-county", plugins)


@pytest.mark.parametrize("city", CITIES)
def test_the_cases_of_a_city_hold_and_try_all_of_what_decides_now_or_is_to(city: str, plugins: Plugins) -> None:
    opened = open_bundle(TENANTS / city, plugins)
    assert opened.cases
    assert opened.uncovered == ()


def test_a_criterion_that_no_case_fails_and_an_alternative_that_carries_nobody_are_named(county: County) -> None:
    text = (county.folder / CASES).read_text("utf-8")
    kept = [case for case in text.split("\n[[case]]\n") if "Finished with school" not in case and "SNAP" not in case]
    kept = [case for case in kept if "TANF" not in case]
    (county.folder / CASES).write_text("\n[[case]]\n".join(kept), "utf-8")
    assert [gap.split(": ")[1] for gap in county.opened().uncovered] == [
        "no case fails `at_school`",
        "no case meets `assistance`",
        "no case is eligible by `assistance` alone",
    ]


def test_a_tier_that_nobody_is_granted_is_named(county: County) -> None:
    county.replace(POLICY, 'when = "income_for_reduced"', 'when = "income_for_reduced and assistance and not free"')
    assert any("tier" in fault.message for fault in county.faults())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('expect_tier = "free"', 'expect_tier = "reduced"', "expects tier `reduced`; the policy of 2025-07-01 says"),
        ('copay = "0.40"', "copay = 40", "expects `copay = 40`; the policy of 2025-07-01 says `\"0.40\"`"),
        ('expect = "no_policy"', 'expect = "eligible"', "no policy was in force on 2025-06-30"),
        ("as_of = 2025-09-02", "as_of = 2025-09-02\nversion = 2025-07-02", "did you mean `2025-07-01`?"),
        ('assurance = "declared"', 'assurance = "attested"', "expects `needs_review`; the policy of 2025-07-01 says"),
        ('"household.size" = 4', '"household.sise" = 4', "did you mean `household.size`?"),
    ],
)  # fmt: skip
def test_a_case_that_does_not_hold_says_what_the_policy_says(county: County, old: str, new: str, message: str) -> None:
    county.replace(CASES, old, new)
    assert message in county.only_fault().message


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("snap = { en", "snap = { fr", 'choices.household.benefits.snap.en', 'add en = "…"'),
        ('[choices."learner.categories"]', '[choices."learner.category"]', "choices.learner.category", "did you mean"),
        ("foster = {", "single_parent = {", "choices.learner.categories.single_parent", "already"),
        ("US-XM-001 = {", "ZZ = {", "places.ZZ", "is a shared place already"),
        ("[places]", "[place]", "place", "did you mean `places`?"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_named_at_its_place(
    county: County, old: str, new: str, field: str, message: str
) -> None:
    county.replace(FACTS, old, new)
    fault = next(fault for fault in county.faults() if fault.file.endswith(FACTS))
    assert fault.field == field
    assert message in fault.message
    assert fault.line is not None


def test_a_fact_of_ones_own_is_asked_for_and_read_by_criteria(county: County) -> None:
    with (county.folder / FACTS).open("a", encoding="utf-8") as file:
        file.write(
            '\n[[fact]]\nname = "county.bus"\ntype = "choices"\n'
            'question = { en = "Which bus?", ko = "몇 번 버스예요?" }\n'
            '[fact.choices]\nred = { en = "The red one", ko = "빨간 버스" }\n'
        )
    county.replace(CASES, '"learner.categories" = [] }', '"learner.categories" = [], "county.bus" = ["red"] }')
    assert county.opened().description.own_facts is not None


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ('name = "county.bus"\ntype = "boolean"\n', "fact[0].question"),
        ('name = "county.bus"\ntype = "choice"\nquestion = { en = "?", ko = "?" }\n', "fact[0]"),
        ('name = "household.size"\ntype = "boolean"\nquestion = { en = "?", ko = "?" }\n', "fact[0].name"),
        ('name = "county.bus"\ntype = "boolean"\nquestion = { en = "?" }\n', "fact[0].question.ko"),
    ],
)
def test_a_faulty_fact_of_ones_own_is_named_at_its_place(county: County, written: str, field: str) -> None:
    with (county.folder / FACTS).open("a", encoding="utf-8") as file:
        file.write(f"\n[[fact]]\n{written}")
    assert field in [fault.field for fault in county.faults() if fault.file.endswith(FACTS)]


def test_a_table_of_ones_own_is_called_after_the_tenant(county: County) -> None:
    own = county.folder / "standards"
    own.mkdir()
    table = (TENANTS / "_standards" / "us.school_meals.toml").read_text("utf-8")
    (own / "maple-county.meals.toml").write_text(table.replace('"us.school_meals"', '"maple-county.meals"'), "utf-8")
    county.replace(POLICY, 'standard = "us.school_meals"', 'standard = "maple-county.meals"')
    assert "maple-county.meals" in county.opened().description.standards
    (own / "maple-county.meals.toml").rename(own / "meals.toml")
    assert "call it `maple-county.…`" in county.only_fault().message


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ('"us.school_meals"', '"us.school_meal"', "criteria.income_for_free.standard", "`us.school_meals`?"),
        ('"household.income"', '"household.incom"', "criteria.income_for_free.measure", "`household.income`?"),
        ('use = "benefit"', 'use = "benefits"', "criteria.assistance.use", "did you mean `benefit`?"),
        ('"snap", "tanf"', '"snapp", "tanf"', "criteria.assistance.any[0]", "did you mean `snap`?"),
    ],
)  # fmt: skip
def test_a_criterion_standard_fact_or_answer_that_does_not_exist_names_the_nearest(
    county: County, old: str, new: str, field: str, message: str
) -> None:
    county.replace(POLICY, old, new)
    fault = next(fault for fault in county.faults() if fault.file.endswith(POLICY))
    assert fault.field == field
    assert message in fault.message


def test_a_country_that_counts_to_thirteen_says_so_for_itself(county: County) -> None:
    county.append(FACTS, '\n[bounds."learner.grade"]\nmaximum = 13\n')
    grade = extended_by_text(county.plugins.facts, county.opened().description.own_facts or "")["learner.grade"]
    assert (grade.minimum, grade.maximum) == (1, 13)
    assert county.plugins.facts["learner.grade"].maximum == 12


@pytest.mark.parametrize(
    ("fact", "bounds", "said"),
    [
        ("learner.grade", "maximum = 14", "goes too far; it lies between 0 and 13"),
        ("learner.grade", "minimum = -1", "goes too far; it lies between 0 and 13"),
        ("learner.grade", "minimum = 9\nmaximum = 8", "`maximum` is below `minimum`"),
        ("household.size", "maximum = 31", "goes too far; it lies between 1 and 30"),
        ("learner.grad", "maximum = 13", "did you mean `learner.grade`?"),
        ("learner.birth_date", "maximum = 13", "is not a shared number or amount"),
        ("learner.grade", "maximun = 13", "did you mean `maximum`?"),
    ],
)
def test_bounds_that_cannot_be_are_named(county: County, fact: str, bounds: str, said: str) -> None:
    county.append(FACTS, f'\n[bounds."{fact}"]\n{bounds}\n')
    first = county.faults()[0]  # what else this bundle's own facts mean follows from it
    assert said in str(first)
    assert first.line
