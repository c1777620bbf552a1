"""What is said of a faulty tenant.toml."""

import pytest

from tests.unit.bundles.conftest import Spoilt

TOML = "tenant.toml"


def test_a_sound_bundle_is_loaded(bundle: Spoilt) -> None:
    assert bundle.load().tenant.slug == "template"


def test_an_unknown_key_names_the_nearest_known_one(bundle: Spoilt) -> None:
    bundle.replace(TOML, "[branding]\ncolour", "[branding]\ncolor")
    unknown, missing = sorted(bundle.faults(), key=lambda fault: fault.field, reverse=True)
    line = bundle.line(TOML, "color =")
    assert (missing.field, missing.message.split(";")[0]) == ("branding.color", "`color` is not known here")
    assert (
        str(missing) == f"tenants/template/tenant.toml line {line}: `color` is not known here; did you mean `colour`?"
    )
    assert unknown.field == "branding.colour"
    assert "`colour` is missing in [branding]" in unknown.message


def test_a_wrong_type_says_what_is_wanted(bundle: Spoilt) -> None:
    bundle.replace(TOML, 'currency = "KRW"', "currency = 410")
    fault = bundle.only_fault()
    assert fault.line == bundle.line(TOML, "currency = 410")
    assert fault.field == "tenant.currency"
    assert fault.message == '`currency = 410` is not a currency; write its ISO 4217 code, like "KRW"'


def test_a_text_missing_in_a_declared_language_is_named(bundle: Spoilt) -> None:
    bundle.replace(
        TOML, 'logo_alt = { ko = "펼친 책 그림", en = "An open book" }', 'logo_alt = { ko = "펼친 책 그림" }'
    )
    fault = bundle.only_fault()
    assert fault.line == bundle.line(TOML, "logo_alt")
    assert fault.field == "branding.logo_alt.en"
    assert fault.message == '`logo_alt` has no text in `en`, a language of the tenant; add en = "…"'


def test_a_host_with_a_scheme_is_refused(bundle: Spoilt) -> None:
    bundle.replace(TOML, 'hosts = ["template.localhost"]', 'hosts = ["https://learn.city.kr"]')
    fault = bundle.only_fault()
    assert fault.field == "tenant.hosts[0]"
    assert fault.message.startswith('`hosts = "https://learn.city.kr"` is not a host name; write it in lower case')


def test_a_colour_that_is_a_word_is_refused(bundle: Spoilt) -> None:
    bundle.replace(TOML, '"#2f5d8a"', '"blue"')
    fault = bundle.only_fault()
    assert fault.line == bundle.line(TOML, '"blue"')
    assert fault.message == '`colour = "blue"` is not a colour; write # and six hexadecimal digits, like "#0b5fa5"'


def test_a_misspelt_time_zone_names_the_nearest(bundle: Spoilt) -> None:
    bundle.replace(TOML, "Asia/Seoul", "Asia/Soul")
    assert bundle.only_fault().message == '`timezone = "Asia/Soul"` is not a time zone; did you mean `Asia/Seoul`?'


def test_a_misspelt_kind_names_the_nearest(bundle: Spoilt) -> None:
    bundle.replace(TOML, 'kind = "city"', 'kind = "citty"')
    assert bundle.only_fault().message == '`kind = "citty"` is not known; did you mean "city"?'


def test_a_slug_other_than_the_folder_is_refused(bundle: Spoilt) -> None:
    bundle.replace(TOML, 'slug = "template"', 'slug = "gimpo"')
    assert bundle.only_fault().message == '`slug = "gimpo"` is not the name of the folder; write "template"'


def test_a_default_language_that_is_not_declared_is_refused(bundle: Spoilt) -> None:
    bundle.replace(TOML, 'default_language = "ko"', 'default_language = "ja"')
    assert bundle.only_fault().field == "tenant.default_language"


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("window", "window = { opens = 2026-11-03T09:00:00, closes = 2026-11-14T18:00:00 }"),
        ("quota", "quota = { places = 10 }"),
    ],
)
def test_what_the_policy_says_now_is_told_its_new_place(bundle: Spoilt, field: str, written: str) -> None:
    with (bundle.folder / TOML).open("a", encoding="utf-8") as file:
        file.write(f"{written}\n")
    fault = bundle.only_fault()
    assert fault.line == bundle.line(TOML, f"{field} =")
    assert fault.message == (
        f"`{field}` is said by the policy now: write it as [{field}] in policies/<programme>/<date>.toml"
    )


def test_text_that_is_not_toml_names_its_line(bundle: Spoilt) -> None:
    bundle.replace(TOML, 'currency = "KRW"', "currency = KRW")
    broken = next(fault for fault in bundle.faults() if fault.file.endswith(TOML))
    assert broken.line == bundle.line(TOML, "currency = KRW")
    assert broken.message.startswith("this is not TOML: ")


def test_a_logo_outside_the_bundle_is_not_read(bundle: Spoilt) -> None:
    (bundle.folder / "branding" / "logo.svg").unlink()
    bundle.replace(TOML, '"branding/logo.svg"', '"../_catalogue/offerings.toml"')
    assert bundle.only_fault().field == "branding.logo"


def test_a_page_missing_in_a_language_is_named(bundle: Spoilt) -> None:
    (bundle.folder / "pages" / "about.en.md").unlink()
    fault = bundle.only_fault()
    assert fault.file == "tenants/template/pages/about.en.md"
    assert "missing in `en`" in fault.message


def test_all_faults_of_all_files_are_listed_at_once(bundle: Spoilt) -> None:
    bundle.replace(TOML, '"#2f5d8a"', '"blue"')
    bundle.replace(TOML, "Asia/Seoul", "Asia/Soul")
    bundle.replace("catalogue.toml", '"elihigh"', '"elihihg"')
    bundle.replace("policies/learn/2026-01-01.toml", '"reading"', '"raeding"')
    assert [(fault.file.removeprefix("tenants/template/"), fault.field) for fault in bundle.faults()] == [
        ("catalogue.toml", "contract[0].offering"),
        ("policies/learn/2026-01-01.toml", "grants[0].slots[2].category"),
        ("tenant.toml", "tenant.timezone"),
        ("tenant.toml", "branding.colour"),
    ]


@pytest.mark.parametrize("days", ["0", "366", "true", '"14"'])
def test_a_term_of_review_that_is_no_number_of_days_is_refused(bundle: Spoilt, days: str) -> None:
    bundle.replace(TOML, "review_within_days = 14", f"review_within_days = {days}")
    fault = bundle.only_fault()
    assert fault.line == bundle.line(TOML, "review_within_days")
    assert fault.field == "casework.review_within_days"
    assert fault.message == f"`review_within_days = {days}` is not a number of days from 1 to 365"


def test_four_eyes_are_wanted_or_not(bundle: Spoilt) -> None:
    bundle.replace(TOML, "four_eyes = false", "four_eyes = 2")
    assert bundle.only_fault().message == "`four_eyes = 2` is not true or false"
