"""Figures for Prometheus, on a port of their own that is never open to the public."""

import os
import shutil
import tempfile

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def share_figures() -> str:
    """Where the processes that this one starts put their figures together; before any of them counts."""
    folder = tempfile.mkdtemp(prefix="seoul-learn-metrics-")
    os.environ[_FOLDER] = folder
    return folder


def show_figures(port: int, folder: str) -> None:
    """Answer on 127.0.0.1 with the sum over all processes. Raises OSError when the port is taken."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]  # the library is partly untyped
    start_http_server(port, addr="127.0.0.1", registry=registry)


def forget_figures(folder: str) -> None:
    """Remove what the processes put there."""
    shutil.rmtree(folder, ignore_errors=True)
