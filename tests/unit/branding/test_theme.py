"""Whatever colour a city picks, every pair of text and ground is legible, and its banner keeps that colour."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seoul_learn.tenant_plane.branding.ramp import contrast
from seoul_learn.tenant_plane.branding.theme import PAIRS, Theme, derive_theme, theme_css, theme_hash

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def assert_legible(theme: Theme) -> None:
    for token, grounds, least in PAIRS:
        for ground in grounds:
            assert contrast(theme.tokens[token], theme.tokens.get(ground, ground)) >= least, (token, ground)
    assert all(ratio.contrast >= ratio.least for ratio in theme.ratios)


@settings(deadline=None, max_examples=60)
@given(colour=colours, accent=st.none() | colours)
def test_any_pair_of_colours_gives_a_legible_theme(colour: str, accent: str | None) -> None:
    theme = derive_theme(colour, accent)
    assert_legible(theme)
    assert theme.tokens["band"] == colour


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffff00", "#777777", "#00ff00", "#0000ff", "#ff8c00"])
def test_colours_at_the_edges_give_a_legible_theme(colour: str) -> None:
    assert_legible(derive_theme(colour))


def test_a_pale_brand_keeps_its_banner_and_acts_in_near_ink() -> None:
    theme = derive_theme("#ffe14d")
    assert theme.pale
    assert theme.tokens["band"] == "#ffe14d"
    assert contrast(theme.tokens["action"], "#ffffff") >= 12


def test_a_dark_enough_brand_acts_in_its_own_colour() -> None:
    assert derive_theme("#0f6e5c").tokens["action"] == "#0f6e5c"


def test_an_accent_colours_what_can_be_pressed_and_not_the_banner() -> None:
    theme = derive_theme("#0f6e5c", "#8a1c5b")
    assert (theme.tokens["band"], theme.tokens["action"]) == ("#0f6e5c", "#8a1c5b")


def test_a_word_that_is_no_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="not a valid color"):
        derive_theme("leaf")


def test_the_sheet_holds_custom_properties_only_and_its_hash_follows_them() -> None:
    sheet = theme_css(derive_theme("#0f6e5c"))
    assert "--band: #0f6e5c;" in sheet
    assert "url(" not in sheet
    assert theme_hash(sheet) != theme_hash(theme_css(derive_theme("#0f6e5d")))
