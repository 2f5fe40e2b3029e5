"""Answers that were given, kept for as long as their guild and the owner want."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.asking.remembering import answer_again, stored_answer
from retrieval.domain import Earlier, Filter, library_of
from retrieval.errors import AnswerExpiredError

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.catalogue import AnswerLog, GuildSettingStore
    from retrieval.domain import Document, Reply
    from retrieval.preferences import Preferences

_SWEEP_SECONDS = 3600.0
"""Seconds after which a question also drops what all guilds have kept too long, where nobody else has."""


class Memory:
    """Keeps replies, so that cards are paged and questions followed up."""

    def __init__(
        self,
        log: AnswerLog,
        settings: GuildSettingStore,
        preferences: Preferences,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep replies in ``log``, as guilds have set in ``settings``."""
        self._log = log
        self._settings = settings
        self._preferences = preferences
        self._clock = clock
        self._sweeping = threading.Lock()
        self._sweep_at = 0.0

    def keep(self, reply: Reply, guild: int | None, asker: int | None = None) -> str:
        """Keep a reply; return the id by which it is found again.

        :param asker: who asked; forgotten here unless the guild wants it.
        """
        if self._is_time():
            self.sweep()
        stored = stored_answer(reply)
        settings = self._preferences.of(guild)
        if settings.keep_days == 0:
            # The quotes are the documents' own words; what was asked is the member's.
            stored = replace(stored, question="", searched=None)
        return self._log.add(
            library_of(guild),
            stored,
            # Nobody looks at what was asked in direct messages.
            count_question=guild is not None and settings.keep_days != 0,
            member=asker if settings.keep_askers else None,
        )

    def again(
        self, answer_id: str, guild: int | None, find: Callable[[int], Document | None]
    ) -> Reply:
        """Return a reply as it was given; its question is empty where none is kept.

        :param find: returns a document by its id, also an earlier version, or ``None``.
        :raises AnswerExpiredError: if it is not known here, or a document of it was changed or
            removed since.
        """
        stored = self._log.get(library_of(guild), answer_id)
        if stored is None:
            raise AnswerExpiredError("this answer is no longer kept; please ask again.")
        return answer_again(stored, find)

    def earlier(self, answer_id: str, guild: int | None) -> Earlier | None:
        """Return what a reply answered, or ``None`` where that is not known here (any more)."""
        stored = self._log.get(library_of(guild), answer_id)
        if stored is None:
            return None
        where = Filter() if stored.scope is None else stored.scope.filter
        return Earlier(stored.searched or stored.question, where)

    def honour(self, guild: int) -> None:
        """Drop at once what a guild does not want to be kept (any more)."""
        settings = self._preferences.of(guild)
        self._forget(library_of(guild), settings.keep_days)
        if not settings.keep_askers:
            self._log.forget_who_asked(library_of(guild))

    def sweep(self) -> None:
        """Drop what is kept for longer than the owner, or its guild, wants."""
        with self._sweeping:
            self._sweep_at = self._clock() + _SWEEP_SECONDS
        self._log.forget_everywhere()
        for library, days in self._settings.everywhere("keep_days").items():
            self._forget(library, days)
        # Another process may have learned a moment late that its guild does not want it any more.
        for library, wanted in self._settings.everywhere("keep_askers").items():
            if not wanted:
                self._log.forget_who_asked(library)

    def _is_time(self) -> bool:
        with self._sweeping:
            if self._clock() < self._sweep_at:
                return False
            # Of several that ask at this moment, one does it.
            self._sweep_at = self._clock() + _SWEEP_SECONDS
            return True

    def _forget(self, library: str, days: int | None) -> None:
        if days == 0:
            self._log.forget_questions(library)
        elif days is not None:
            self._log.forget(library, older_than=dt.timedelta(days=days))
