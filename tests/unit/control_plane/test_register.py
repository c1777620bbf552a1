"""No column of the control plane goes unclassified."""

from seoul_learn.control_plane.register import REGISTER, ColumnClass
from seoul_learn.control_plane.tables import TABLES


def test_every_column_has_a_class() -> None:
    unclassified = [
        f"{table._meta.tablename}.{column._meta.name}"
        for table in TABLES
        for column in table._meta.columns
        if column._meta.name not in REGISTER.get(table._meta.tablename, {})
    ]
    assert unclassified == []


def test_what_piccolo_calls_secret_is_secret_in_the_register_and_the_reverse() -> None:
    for table in TABLES:
        secret = {column._meta.name for column in table._meta.columns if column._meta.secret}
        classed = {name for name, kind in REGISTER[table._meta.tablename].items() if kind is ColumnClass.SECRET}
        assert secret == classed
