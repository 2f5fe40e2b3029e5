"""Chapter & Verse: with a Discord token the bot, without one the same answers in the terminal."""

# ruff: noqa: PLC0415 - what is heavy (torch, discord.py, rich) is imported where it is needed, so
# that --help and a wrong setting answer at once.

from __future__ import annotations

import argparse
import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import BotSettings
    from retrieval.settings import RetrievalSettings

OK, FAILED, WRONG_SETTINGS = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the front door; return the exit code.

    0: served or answered; 1: could not run; 2: a setting or the question is wrong; 3: the
    documents do not answer the question given with ``--ask``.
    """
    parser = argparse.ArgumentParser(
        prog="run_bot.py",
        description=__doc__,
        epilog="Settings come from the environment and .env; .env.example names them all.",
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--ask", metavar="QUESTION", help="print one answer and exit")
    ways.add_argument("--serve", action="store_true", help="serve Discord: no token is an error")
    chosen = parser.parse_args(arguments)
    from retrieval.errors import RetrievalError, SettingsError

    try:
        return _run(chosen.ask, serve=chosen.serve)
    except RetrievalError as error:
        from bot.monitoring import logs

        logs.tell(str(error), severity=logging.ERROR)
        return WRONG_SETTINGS if isinstance(error, SettingsError) else FAILED
    except KeyboardInterrupt:
        return OK


def _run(question: str | None, *, serve: bool) -> int:
    from bot.monitoring import logs
    from bot.settings import BotSettings
    from retrieval.errors import SettingsError
    from retrieval.settings import RetrievalSettings

    # A setting that is wrong is told in the form of the log as well.
    logs.configure("WARNING", form=os.environ.get("DISCORD_LOG_FORMAT", "console"))
    # Both before anything is opened: a wrong setting must not leave a half-built library behind.
    settings, retrieval = BotSettings.load(), RetrievalSettings.load()
    for line in (*BotSettings.misspelt(), *RetrievalSettings.misspelt()):
        logs.tell(line)
    if serve and settings.token is None:
        # A service or a container that showed the preview to nobody would seem to be well.
        raise SettingsError(
            "DISCORD_TOKEN is not set; put the bot's token into .env or the environment. "
            "Without --serve there is a preview in the terminal."
        )
    return _open(settings, retrieval, question)


def _open(settings: BotSettings, retrieval: RetrievalSettings, question: str | None) -> int:
    from bot.monitoring import logs

    if question is None and settings.token is not None:
        from bot import startup

        logs.configure(settings.log_level, form=settings.log_format)
        library = startup.open_library(retrieval, bar=settings.log_format == "console")
        return startup.run(settings, retrieval, library)
    from bot import building
    from bot.terminal import preview
    from retrieval.library import Library

    # In the terminal the cards are the output; only what is wrong should stand between them.
    logs.configure("WARNING")
    library = Library.open(retrieval.index, settings=retrieval)
    building.build(library, retrieval.seeds)
    try:
        if question is not None:
            return preview.ask_once(library, retrieval, question)
        return preview.run(library, retrieval)
    finally:
        library.close()


if __name__ == "__main__":
    sys.exit(main())
