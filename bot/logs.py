"""The log: one line for each event on standard error, ours and discord.py's alike.

Question text and tokens never appear at INFO or above. discord.py prints both at DEBUG, so its
loggers stay at INFO whatever our own level is; tracebacks are written without local variables.
"""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog

OUR_LOGGERS = ("bot", "retrieval")
"""Packages whose level ``DISCORD_LOG_LEVEL`` sets."""

_OTHERS = {"discord": logging.INFO}
"""Least severe level of other packages, where it is not WARNING."""

_CHATTY = "discord.client"
"""Says at INFO that it logs in, which our own lines say better."""


def configure(level: str, stream: TextIO | None = None, *, form: str = "console") -> None:
    """Send every log line to ``stream``, by default standard error.

    :param level: least severe level that our own packages write.
    :param form: ``console`` for people, ``json`` for one object a line.
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
                *(_as_json() if form == "json" else _for_people(colors=output.isatty())),
            ],
        )
    )
    root = logging.getLogger()
    levels = {**_OTHERS, **dict.fromkeys(OUR_LOGGERS, logging.getLevelNamesMapping()[level])}
    # Also at the handler, since some packages set a level of their own.
    handler.addFilter(
        lambda record: record.levelno >= levels.get(record.name.partition(".")[0], logging.WARNING)
    )
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name, least in levels.items():
        logging.getLogger(name).setLevel(least)
    logging.getLogger(_CHATTY).setLevel(logging.WARNING)


def _for_people(*, colors: bool) -> list[structlog.typing.Processor]:
    return [
        structlog.dev.ConsoleRenderer(
            colors=colors,
            # The default prints local variables, and with them what members asked.
            exception_formatter=structlog.dev.plain_traceback,
        )
    ]


def _as_json() -> list[structlog.typing.Processor]:
    # A traceback becomes a text, without local variables.
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the structured logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
