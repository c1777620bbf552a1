"""The rows of lists that components show. Texts are in the reader's language already."""

import msgspec


class Row(msgspec.Struct, frozen=True):
    """One line of a summary list; `change` is the address where it is changed, `change_label` another word for that."""

    key: str
    value: str
    change: str = ""
    change_label: str = ""


class Step(msgspec.Struct, frozen=True):
    """One step of a progress line; `address` leads back to it once it is done."""

    text: str
    address: str = ""
