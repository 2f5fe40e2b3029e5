"""What the bot writes to its log: one line for each event, ours and discord.py's alike.

Question text and tokens never appear at INFO or above. discord.py prints both at DEBUG, so its
loggers stay at INFO whatever our own level is; tracebacks are written without local variables.
"""

from __future__ import annotations

import logging
from typing import TextIO

import structlog

from retrieval import logs

OUR_LOGGERS = ("bot", "retrieval")
"""Packages whose level ``DISCORD_LOG_LEVEL`` sets."""

_OTHERS = {"discord": logging.INFO}
"""Least severe level of other packages, where it is not WARNING."""

_CHATTY = "discord.client"
"""Says at INFO that it logs in, which our own lines say better."""

_options: list[str] = []


def configure(level: str, stream: TextIO | None = None, *, form: str = "console") -> None:
    """Send every log line to ``stream``, by default standard error.

    :param level: least severe level that our own packages write.
    :param form: ``console`` for people, ``json`` for one object a line.
    """
    ours = dict.fromkeys(OUR_LOGGERS, logging.getLevelNamesMapping()[level])
    logs.configure({**_OTHERS, **ours}, stream, form=form)
    logging.getLogger(_CHATTY).setLevel(logging.WARNING)
    _options[:] = ["--log-level", level, "--log-format", form]


def options() -> list[str]:
    """Return with which options a worker writes its log as this process does."""
    return list(_options)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the structured logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def tell(line: str, *, severity: int = logging.WARNING) -> None:
    """Tell the owner something: people are told it as it is, after ``error:`` if it is one."""
    get_logger("bot").log(severity, line, **{logs.PLAIN: True})
