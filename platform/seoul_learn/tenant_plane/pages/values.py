"""A page as its city wrote it."""

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page in one language; `body` is Markdown."""

    slug: str
    language: str
    title: str
    body: str
