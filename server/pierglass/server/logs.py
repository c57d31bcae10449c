"""Structured logs: one JSON object a line on standard error."""

import sys
from typing import Any

import structlog

__all__ = ["open_log"]


def open_log(process: str) -> Any:
    """Return a log whose lines carry *process* and the time.

    Nothing global is configured, so that each process and each test has its own.
    """
    return structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
        wrapper_class=structlog.BoundLogger,
        context_class=dict,
        process=process,
    )
