"""The base of every tenant table: keys that begin with the tenant, as docs/adr/0003 and the data rules want them."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from advanced_alchemy.base import CommonTableAttributes
from sqlalchemy import DateTime, ForeignKeyConstraint, MetaData, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.columns import DataClass, column

SCHEMA = "tenant"
CURRENT_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_1_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Base(CommonTableAttributes, DeclarativeBase):
    """One row of one tenant. `append_only` tables may be inserted into and read, never changed."""

    __abstract__ = True
    metadata = metadata
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        dict[str, str]: JSONB,
        list[str]: JSONB,
    }
    append_only: ClassVar[bool] = False

    @declared_attr
    def tenant_id(cls) -> Mapped[UUID]:  # noqa: N805  # SQLAlchemy calls it with the class
        return column(
            DataClass.INTERNAL, Uuid, primary_key=True, sort_order=-2, server_default=text(CURRENT_TENANT)
        )

    @declared_attr
    def id(cls) -> Mapped[UUID]:  # noqa: N805  # SQLAlchemy calls it with the class
        return column(DataClass.INTERNAL, Uuid, primary_key=True, sort_order=-1, default=new_id)


def within_tenant(child: str, parent: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key `(tenant_id, child) → parent (tenant_id, id)`; `ondelete` is CASCADE or nothing (restrict)."""
    return ForeignKeyConstraint(
        ["tenant_id", child], [f"{SCHEMA}.{parent}.tenant_id", f"{SCHEMA}.{parent}.id"], ondelete=ondelete
    )
