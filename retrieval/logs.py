"""The log: one line for each event on standard error, for people or for programs.

The bot and the worker that it starts write theirs alike. Tracebacks are written without local
variables, which may hold what somebody has asked.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Literal, TextIO

import structlog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

Form = Literal["console", "json"]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

PLAIN = "plain"
"""Marks an event that people are told as it is, without time and place."""


def configure(
    levels: Mapping[str, int], stream: TextIO | None = None, *, form: str = "console"
) -> None:
    """Send every log line to ``stream``, by default standard error.

    :param levels: least severe level that a package writes, where it is not WARNING.
    :param form: ``console`` for people, ``json`` for one object a line, also of what Python says
        by itself: warnings, and the error that ends the program.
    """
    output = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_as_json() if form == "json" else [_ForPeople(colors=output.isatty())]),
            ],
        )
    )
    root = logging.getLogger()
    # Also at the handler, since some packages set a level of their own.
    handler.addFilter(
        lambda record: record.levelno >= levels.get(record.name.partition(".")[0], logging.WARNING)
    )
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name, least in levels.items():
        logging.getLogger(name).setLevel(least)
    if form == "json":
        logging.captureWarnings(capture=True)
        sys.excepthook = _crashed


class _ForPeople:
    """Renders a line for people."""

    def __init__(self, *, colors: bool) -> None:
        self._line = structlog.dev.ConsoleRenderer(
            colors=colors,
            # The default prints local variables, and with them what members asked.
            exception_formatter=structlog.dev.plain_traceback,
        )

    def __call__(
        self, logger: structlog.typing.WrappedLogger, name: str, event: structlog.typing.EventDict
    ) -> str:
        if not event.pop(PLAIN, False):
            return self._line(logger, name, event)
        return f"error: {event['event']}" if event["level"] == "error" else str(event["event"])


def _as_json() -> list[structlog.typing.Processor]:
    return [
        _without_mark,
        # A traceback becomes a text, without local variables.
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]


def _without_mark(
    _logger: structlog.typing.WrappedLogger, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    event.pop(PLAIN, None)
    return event


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger(__name__).critical("crashed", exc_info=(kind, error, trace))
