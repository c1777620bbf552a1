"""What a policy can say beside its rule, and what is said of one that is faulty: place and mend."""

from datetime import date, datetime
from typing import Any

import pytest

from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.tenant_plane.eligibility.grants import Per
from seoul_learn.tenant_plane.eligibility.lasting import Days, Months, SchoolYear, UntilDay, UntilSchoolYearEnds
from seoul_learn.tenant_plane.eligibility.policy import PolicyRefused
from seoul_learn.tenant_plane.eligibility.ranking import Order, TieBreak
from seoul_learn.tenant_plane.eligibility.read_policy import digest_of, read_policy
from seoul_learn.tenant_plane.eligibility.rule import Name
from seoul_learn.tenant_plane.eligibility.window import WindowState
from tests.unit.eligibility.flags import Flag, document

CRITERIA = {"flag": Flag()}


def said(**tables: Any) -> dict[str, Any]:
    return {**document("a or b", "abc"), **tables}


def tier(**fields: Any) -> dict[str, Any]:
    return said(grants=[{"slots": [{"category": "reading"}], "lasts": "12 months", **fields}])


def only_fault(written: dict[str, Any]) -> tuple[TomlPath, str]:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(written, CRITERIA)
    assert len(refused.value.faults) == 1, refused.value
    return refused.value.faults[0].at, refused.value.faults[0].message


def test_tiers_differ_in_name_slots_benefits_and_time() -> None:
    written = said(
        school_year={"turns_on": "03-01"},
        grants=[
            {
                "tier": "high",
                "label": {"en": "High school"},
                "when": "a and not b",
                "slots": [{"category": "public_broadcast"}, {"category": "school_subject"}],
                "lasts": "until the end of the school year",
                "benefits": [
                    {"kind": "books", "amount": 105000, "currency": "KRW", "per": "year"},
                    {"kind": "mentoring", "amount": 1, "unit": "hour", "per": "week"},
                    {"kind": "device"},
                ],
            },
            {"tier": "younger", "slots": [{"category": "reading"}], "lasts": "6 months"},
        ],
    )
    high, younger = read_policy(written, CRITERIA).grants
    assert (high.tier, high.at_most, high.lasts) == ("high", 2, UntilSchoolYearEnds())
    assert [one.kind for one in high.benefits] == ["books", "mentoring", "device"]
    assert high.benefits[0].per is Per.YEAR
    assert (younger.tier, younger.lasts) == ("younger", Months(6))


def test_a_sum_to_spend_stands_instead_of_slots() -> None:
    (grant,) = read_policy(
        said(grants=[{"wallet": {"amount": 10000, "currency": "JPY", "per": "month"}, "lasts": "until 2026-08-31"}]),
        CRITERIA,
    ).grants
    assert grant.wallet is not None
    assert (grant.slots, grant.at_most, grant.wallet.amount) == ((), 0, 10000)
    assert grant.lasts == UntilDay(date(2026, 8, 31))


def test_a_payment_of_the_family_is_waived_by_a_rule() -> None:
    copay = {"amount": 10000, "currency": "KRW", "per": "year", "of": 45000, "waive_when": "c"}
    (grant,) = read_policy(tier(copay=copay), CRITERIA).grants
    assert grant.copay is not None
    assert (grant.copay.amount, grant.copay.of, grant.copay.waive_when) == (10000, 45000, Name("c"))


def test_window_quota_ranking_and_renewal_are_typed() -> None:
    read = read_policy(
        said(
            window={"opens": datetime(2025, 11, 3, 9), "closes": datetime(2025, 11, 14, 18)},  # noqa: DTZ001  # local
            quota={"places": 10, "by": {"a": 4, "eligible": 6}, "unfilled": "opened"},
            ranking={"order": "priority", "by": ["a", "c"], "tie_break": "lottery", "seed": "published"},
            renewal={"opens": "60 days before", "grace": "3 months", "rejoin_after": "6 months"},
            school_year={"turns_on": "03-01"},
        ),
        CRITERIA,
    )
    assert read.window is not None
    assert read.quota is not None
    assert read.ranking is not None
    assert read.renewal is not None
    assert read.quota.by == {"a": 4, "eligible": 6}
    assert (read.ranking.order, read.ranking.tie_break) == (Order.PRIORITY, TieBreak.LOTTERY)
    assert (read.renewal.opens, read.renewal.grace, read.renewal.rejoin_after) == (Days(60), Months(3), Months(6))
    assert read.school_year == SchoolYear(3, 1)
    states = [
        read.window.state_at(datetime.fromisoformat(f"2025-11-{moment}+09:00"), timezone="Asia/Seoul")
        for moment in ("03T08:59", "03T09:00", "14T18:00", "14T18:01")
    ]
    assert states == [WindowState.NOT_YET, WindowState.OPEN, WindowState.OPEN, WindowState.CLOSED]


@pytest.mark.parametrize(
    ("written", "at", "words"),
    [
        (tier(lasts="a year"), ("grants", 0, "lasts"), 'is not a time; write "12 months"'),
        (tier(lasts="until end of school year"), ("grants", 0, "lasts"), 'turns_on = "03-01"'),
        (tier(at_most=2), ("grants", 0, "at_most"), "not a number from 1 to the slots there are"),
        (tier(at_most=True), ("grants", 0, "at_most"), "not a number"),
        (tier(slots=[], at_most=0), ("grants", 0), "this tier gives nothing"),
        (tier(slot=[]), ("grants", 0, "slot"), "did you mean `slots`?"),
        (tier(when="a and d"), ("grants", 0, "when"), "`d` is neither a criterion nor a rule"),
        (tier(starts="April"), ("grants", 0, "starts"), "write one, like 2026-04-01"),
        (tier(benefits=[{"kind": "boks"}]), ("grants", 0, "benefits", 0, "kind"), "did you mean `books`?"),
        (tier(benefits=[{"kind": "books", "amount": 5}]), ("grants", 0, "benefits", 0, "amount"), "either `currency`"),
        (tier(benefits=[{"kind": "books", "unit": "h"}]), ("grants", 0, "benefits", 0, "amount"), "is missing"),
        (tier(wallet={"amount": 1, "currency": "yen", "per": "day"}), ("grants", 0, "wallet", "currency"), "ISO 4217"),
        (
            tier(wallet={"amount": 1, "currency": "JPY", "per": "mont"}),
            ("grants", 0, "wallet", "per"),
            "did you mean `month`?",
        ),
        (tier(wallet={"amount": 1, "currency": "JPY"}), ("grants", 0, "wallet", "per"), "`per` is missing"),
        (
            tier(copay={"amount": 9, "currency": "KRW", "per": "year", "of": 8}),
            ("grants", 0, "copay", "amount"),
            "more than the whole",
        ),
        (
            tier(copay={"amount": 9, "currency": "KRW", "per": "year", "waive_when": "d"}),
            ("grants", 0, "copay", "waive_when"),
            "`d` is neither",
        ),
        (said(wallet={}), ("wallet",), "write it as `[grants.wallet]`"),
        (said(windw={}), ("windw",), "did you mean `window`?"),
        (said(window={"opens": date(2025, 1, 1)}), ("window", "opens"), "like 2026-11-03T09:00:00"),
        (said(window={"closes": datetime(2025, 1, 1)}), ("window", "opens"), "`opens` is missing"),  # noqa: DTZ001  # local
        (
            said(window={"opens": datetime(2025, 1, 2), "closes": datetime(2025, 1, 1)}),  # noqa: DTZ001  # local
            ("window", "closes"),
            "no application could ever be taken",
        ),
        (said(quota={"places": 0}), ("quota", "places"), "at least 1 is wanted"),
        (said(quota={"places": 9, "by": {"d": 1}}), ("quota", "by", "d"), "neither a criterion nor a rule"),
        (said(quota={"places": 9, "by": {"a": 5, "b": 5}}), ("quota", "by"), "add up to 10, more than `places = 9`"),
        (said(ranking={"by": ["d"]}), ("ranking", "by", 0), "neither a criterion nor a rule"),
        (said(ranking={"by": ["a", "a"]}), ("ranking", "by", 1), "stands twice"),
        (said(ranking={}), ("ranking", "by"), "name who comes first"),
        (said(ranking={"order": "lottery"}), ("ranking", "seed"), "publish one before the draw"),
        (said(ranking={"order": "first_come", "seed": "s"}), ("ranking", "seed"), "no lots are drawn"),
        (said(ranking={"order": "first_come", "by": ["a"]}), ("ranking", "by"), "says nothing"),
        (said(renewal={"opens": "60 days"}), ("renewal", "opens"), '"60 days before"'),
        (said(renewal={"grace": "a while"}), ("renewal", "grace"), "is not a time"),
        (said(renewal={"grace": "until the end of the school year"}), ("renewal", "grace"), "[school_year]"),
        (said(renewal={"rejoin": "6 months"}), ("renewal", "rejoin"), "did you mean `rejoin_after`?"),
        (said(school_year={"turns_on": "1 March"}), ("school_year", "turns_on"), 'like "03-01"'),
    ],
)
def test_a_fault_is_named_at_its_place_with_its_mend(written: dict[str, Any], at: TomlPath, words: str) -> None:
    place, message = only_fault(written)
    assert place == at
    assert words in message


def test_two_tiers_of_one_name_are_refused() -> None:
    grant = {"tier": "full", "slots": [{"category": "reading"}], "lasts": "12 months"}
    assert only_fault(said(grants=[grant, grant])) == (
        ("grants", 1, "tier"),
        "two tiers are called `full`; give each its own name",
    )


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(said(quota={"places": 0}, renewal={"opens": "soon"}, window={}), CRITERIA)
    assert [fault.at[0] for fault in refused.value.faults] == ["window", "quota", "renewal"]


def test_the_digest_is_of_the_law_and_not_of_its_status() -> None:
    announced = said()
    announced["policy"] = {**announced["policy"], "status": "announced"}
    assert digest_of(announced) == digest_of(said())
    assert digest_of(tier(at_most=1)) != digest_of(said())
