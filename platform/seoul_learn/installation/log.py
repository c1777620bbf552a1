"""The log: one line of JSON an event, with the fields that are listed here and no other.

What is not listed is dropped, so that nobody's address, answer or code gets there by an oversight.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "attempt", "enrolment_id", "error", "event", "failure", "fault", "language", "level", "logger", "mail_id",
        "message", "method", "milliseconds", "reference", "route", "status", "step", "task", "tenant", "tenant_id",
        "timestamp", "where",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")


def write_log() -> None:
    """Configure this process to write its log to the error output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_what_is_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries log what they were given; only their warnings are let through, by name and level alone.
    logging.basicConfig(handlers=[_NamesOnly()], level=logging.WARNING, force=True)


def only_what_is_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not listed, and whatever looks like an e-mail address in the rest."""
    return {name: _without_addresses(value) for name, value in event.items() if name in ALLOWED}


def _without_addresses(value: Any) -> Any:
    return _ADDRESS.sub("…", value) if isinstance(value, str) and "@" in value else value


class _NamesOnly(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        structlog.get_logger().warning("library", logger=record.name, error=error)
