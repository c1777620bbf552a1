"""The queue's own connections (procrastinate, schema `jobs`)."""

from procrastinate import App, PsycopgConnector


def open_queue(url: str) -> App:
    """The queue at an address, not yet connected."""
    # The queue's statements name their tables without a schema.
    return App(
        connector=PsycopgConnector(conninfo=url, kwargs={"options": "-c search_path=jobs"}, min_size=1, max_size=6)
    )
