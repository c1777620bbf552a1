"""Tells every process's host directory, in the transaction of the change itself, that it has something to read."""

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.tenants.models import DirectoryVersionRow

CHANNEL = "hosts_changed"


async def publish_change(unit: UnitOfWork) -> None:
    """Bump the version (the truth, polled) and notify (a wake-up hint). Both take effect at commit, or never."""
    await unit.run(
        DirectoryVersionRow.update({DirectoryVersionRow.version: DirectoryVersionRow.version + 1}).where(
            DirectoryVersionRow.id == 1
        )
    )
    await unit.execute("select pg_notify($1, '')", CHANNEL)
