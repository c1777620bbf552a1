"""English text that remembers the sentence it was made of, so that a page can say it in the reader's language.

It is a `str` everywhere else: the command line and the log print it as it is.
"""

from collections.abc import Mapping
from types import MappingProxyType


class Saying(str):
    """`message_id` is the sentence with %(name)s placeholders; `values` may be sayings themselves."""

    __slots__ = ("message_id", "values")
    message_id: str
    values: Mapping[str, object]


def saying(message_id: str, **values: object) -> Saying:
    """The sentence with its values in place."""
    said = Saying(message_id % values if values else message_id)
    said.message_id = message_id
    said.values = MappingProxyType(values)
    return said
