"""What a case expects to be granted, held against what a policy grants."""

from collections.abc import Iterator

from seoul_learn.kit.money import minor_units, read_amount, written_amount
from seoul_learn.tenant_plane.eligibility.cases import ExpectedGrant
from seoul_learn.tenant_plane.eligibility.record import RecordedGrant


def differing(expected: ExpectedGrant | None, grant: RecordedGrant | None) -> Iterator[tuple[str, object, object]]:
    """Field, what was expected and what is granted, of all that is written and not so."""
    if expected is None:
        return
    yield from (
        (field, wanted, granted)
        for field, wanted, granted in (
            ("slots", expected.slots, grant.categories if grant else ()),
            ("at_most", expected.at_most, grant.at_most if grant else 0),
            ("lasts", expected.lasts, grant.lasts if grant else None),
            ("benefits", expected.benefits, tuple(one.kind for one in grant.benefits) if grant else ()),
        )
        if wanted is not None and wanted != granted
    )
    wallet, copay = (grant.wallet, grant.copay) if grant else (None, None)
    yield from _money("wallet", expected.wallet, wallet.amount if wallet else 0, wallet.currency if wallet else "")
    asked = 0 if copay is None or copay.waived else copay.amount
    yield from _money("copay", expected.copay, asked, copay.currency if copay else "")


def _money(field: str, wanted: int | str | None, minor: int, currency: str) -> Iterator[tuple[str, object, object]]:
    """A bare number says an amount only where there are no cents that it could be of."""
    plain = minor == 0 or minor_units(currency) == 1
    same = read_amount(wanted, currency) == minor if isinstance(wanted, str) else wanted == minor and plain
    if wanted is not None and not same:
        yield field, wanted, minor if plain else f'"{written_amount(minor, currency)}"'
