"""How a column is declared: every one says what class of personal data it holds.

The metadata is the register: log redaction, export, retention and erasure read `data_class_of`.
"""

import enum
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import MappedColumn, mapped_column


class DataClass(enum.Enum):
    """What a column holds, from least to most in need of protection."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105  # the name of a class, not a secret


def column(data_class: DataClass, *arguments: Any, **options: Any) -> MappedColumn[Any]:
    """A mapped column of a data class; the rest is SQLAlchemy's `mapped_column`."""
    return mapped_column(*arguments, info={"data_class": data_class}, **options)


def data_class_of(stored: Column[Any]) -> DataClass:
    """The class of a column. Raises KeyError for one declared without."""
    return DataClass(stored.info["data_class"])
