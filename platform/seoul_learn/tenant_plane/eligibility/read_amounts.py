"""Amounts of money in policies: written in whole units of their currency, kept in minor units."""

import re
from typing import Any

from seoul_learn.kit.money import minor_units, read_amount, written_amount
from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.tenant_plane.eligibility.faults import Faults, shown

_CURRENCY = re.compile(r"[A-Z]{3}")
_FIELDS = ("amount", "of")


def in_minor_units(at: TomlPath, written: Any, faults: Faults) -> Any:
    """The table with its amounts in minor units; what is no money, and what has another fault, is left as it is.

    Where there are cents, a bare number could be read as either: the amount is wanted in quotes.
    """
    if not isinstance(written, dict):
        return written
    currency = written.get("currency")
    table = dict(written)
    if not isinstance(currency, str):
        return written
    if not _CURRENCY.fullmatch(currency):
        return {**table, **{field: 0 for field in _FIELDS if isinstance(table.get(field), str)}}
    for field in _FIELDS:
        value = table.get(field)
        if isinstance(value, str | float):
            amount = read_amount(value, currency) if isinstance(value, str) else None
            if amount is None or amount < 0:
                like = '"105000"' if minor_units(currency) == 1 else '"12.50"'
                message = "`%(written)s` is not an amount of %(currency)s; write it like %(like)s"
                written_so = f"{field} = {shown(value)}"
                faults.add((*at, field), saying(message, written=written_so, currency=currency, like=like))
            table[field] = 0 if amount is None or amount < 0 else amount
        elif isinstance(value, int) and not isinstance(value, bool) and value and minor_units(currency) > 1:
            said = {"written": f"{field} = {value}", "value": value, "currency": currency}
            said |= {"cents": written_amount(value, currency)}
            if minor_units(currency) == 100:
                message = saying(
                    '`%(written)s` could be read in two ways; write "%(value)s" for %(value)s %(currency)s, '
                    '"%(cents)s" for that many hundredths', **said
                )  # fmt: skip
            else:
                message = saying(
                    '`%(written)s` could be read in two ways; write "%(value)s" for %(value)s %(currency)s, '
                    '"%(cents)s" for that many thousandths', **said
                )  # fmt: skip
            faults.add((*at, field), message)
    return table
