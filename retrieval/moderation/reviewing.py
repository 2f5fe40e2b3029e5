"""What was asked, for those who keep the documents; and what is kept about a member, for them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain import (
    DayCount,
    Digest,
    Insights,
    Outcome,
    PersonalData,
    QuestionGroup,
    guild_of,
    library_of,
)
from retrieval.errors import AnswerExpiredError
from retrieval.moderation.grouping import group

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.catalogue import (
        AnswerLog,
        DigestStore,
        EventStore,
        GuildSettingStore,
        ModeratorQuestionStore,
        QuestionStore,
        RatingStore,
    )
    from retrieval.domain import AskedQuestion, Rating
    from retrieval.preferences import Preferences
    from retrieval.search import QuestionEncoder

MOST_COMPARED = 500
"""Different questions that are compared with one another, the latest; each takes milliseconds."""

_TOGETHER = 4
"""Questions of these that are encoded as one batch, which takes half the time of one by one."""


class Reviewing:
    """The part of ``Library`` that looks back on questions; each guild sees its own alone."""

    answer_log: AnswerLog
    encoder: QuestionEncoder
    events: EventStore
    guild_settings: GuildSettingStore
    moderator_questions: ModeratorQuestionStore
    preferences: Preferences
    questions: QuestionStore
    ratings: RatingStore
    digests: DigestStore

    def insights(self, *, guild: int, days: int = 30, since: dt.datetime | None = None) -> Insights:
        """Return what a guild asked in a period that ends now, and what became of it.

        :param days: days of the period, of which today is the last.
        :param since: when the period begins, in place of ``days``.
        """
        library, now = library_of(guild), dt.datetime.now(dt.UTC)
        begin = self._begin(guild, since or _first_moment(now, days), now)
        asked = self._asked(guild, begin)
        helpful, not_helpful = self.ratings.counts_since(library, begin)
        to_moderators, by_moderators = self.moderator_questions.counts_since(library, begin)
        unsure = [question for question in asked if question.outcome is not Outcome.ANSWERED]
        groups, left_out = self._groups(unsure)
        return Insights(
            since=begin.isoformat(timespec="seconds"),
            days=_by_day(asked, begin.date(), now.date()),
            helpful=helpful,
            not_helpful=not_helpful,
            reasons=tuple(self.ratings.since(library, begin, explained_only=True)),
            groups=groups,
            left_out=left_out,
            kept=self._keeps(guild),
            to_moderators=to_moderators,
            by_moderators=by_moderators,
        )

    def asked(self, *, guild: int, days: int = 30) -> tuple[list[AskedQuestion], list[Rating]]:
        """Return the questions of a period that ends today, and the ratings in it, latest first."""
        library, now = library_of(guild), dt.datetime.now(dt.UTC)
        begin = self._begin(guild, _first_moment(now, days), now)
        return self._asked(guild, begin), self.ratings.since(library, begin)

    def explain_rating(
        self, answer_id: str, position: int, *, reason: str, rater: int, guild: int | None = None
    ) -> None:
        """Keep why a quote was rated as it was.

        :param rater: id of the member who rated it.
        :raises AnswerExpiredError: if there is no such rating (any more).
        """
        known = self.ratings.explain(
            library_of(guild), answer_id, position, reason=reason, rater=rater
        )
        if not known:
            raise AnswerExpiredError("this rating is no longer kept.")

    # --- What is kept about one member ------------------------------------------------------

    def personal_data(self, *, member: int, guild: int | None = None) -> PersonalData:
        """Return all that is kept about what a member asked, rated and did in a guild."""
        library = library_of(guild)
        return PersonalData(
            questions=tuple(self.questions.of_member(library, member)),
            ratings=tuple(self.ratings.of_rater(library, member)),
            to_moderators=tuple(self.moderator_questions.of_member(library, member)),
            answered=tuple(self.moderator_questions.settled_by(library, member)),
            changed=tuple(self.events.of_actor(library, member)),
        )

    def forget_member(self, *, member: int, guild: int | None = None) -> tuple[int, int, int]:
        """Drop what a member asked, rated and put to moderators; what moderators did stays.

        :returns: how many questions, ratings and questions to moderators there were.
        """
        library = library_of(guild)
        return (
            self.questions.forget_member(library, member),
            self.ratings.forget_rater(library, member),
            self.moderator_questions.forget_member(library, member),
        )

    # --- Digests ----------------------------------------------------------------------------

    def digest_channels(self) -> dict[int, int]:
        """Return the guilds that want a digest, and the channel that each wants it in."""
        wanted = self.guild_settings.everywhere("digest_channel")
        guilds = ((guild_of(library), channel) for library, channel in wanted.items())
        return {guild: channel for guild, channel in guilds if guild is not None and channel}

    def due_digest(self, *, guild: int, every: dt.timedelta) -> Digest | None:
        """Return what a guild's next digest tells, if it is due.

        It stays due until ``digest_sent`` is told, so a caller that fails loses nothing.

        :param every: the period from one digest to the next.
        :returns: ``None`` where none is due. Where nothing was asked since the last one, that is
            as good as sent.
        """
        now = dt.datetime.now(dt.UTC)
        last = self.digests.due(library_of(guild), every=every, now=now)
        if last is None:
            return None
        digest = Digest(self.insights(guild=guild, since=last), last, now)
        if digest.insights.asked:
            return digest
        self.digest_sent(digest, guild=guild)
        return None

    def digest_sent(self, digest: Digest, *, guild: int) -> None:
        """Note that a guild has its digest; the next one is due a period after it was made."""
        self.digests.mark_sent(library_of(guild), last=digest.last, now=digest.until)

    def _asked(self, guild: int, begin: dt.datetime) -> list[AskedQuestion]:
        if not self._keeps(guild):
            return []
        return self.questions.since(library_of(guild), begin)

    def _keeps(self, guild: int) -> bool:
        return self.preferences.of(guild).keep_days != 0

    def _begin(self, guild: int, begin: dt.datetime, now: dt.datetime) -> dt.datetime:
        """Return when a period begins that holds nothing that is not to be kept (any more)."""
        keep = self.answer_log.keep
        # Where no questions are kept, ratings are all the same, for as long as their answers.
        if days := self.preferences.of(guild).keep_days:
            keep = min(keep, dt.timedelta(days=days))
        return max(begin, now - keep)

    def _groups(self, asked: Sequence[AskedQuestion]) -> tuple[tuple[QuestionGroup, ...], int]:
        """Return questions by what they ask for, the most frequent first, and how many are left out.

        :param asked: the latest first.
        """
        said: dict[str, str] = {}
        counts: Counter[tuple[str, Outcome]] = Counter()
        for question in asked:
            folded = _folded(question.text)
            said.setdefault(folded, question.text)
            counts[folded, question.outcome] += 1
        compared = list(said)[:MOST_COMPARED]
        # A few at once, so that a question that is being asked joins them and hardly waits.
        with ThreadPoolExecutor(_TOGETHER) as threads:
            encoded = threads.map(self.encoder.encode, [said[folded] for folded in compared])
            vectors = [question.vector for question in encoded]
        rows = group(np.array(vectors)) if vectors else []
        groups = [_group([compared[row] for row in of_one], said, counts) for of_one in rows]
        # Groups of one size stay in the order of their latest question.
        order = sorted(
            range(len(rows)), key=lambda number: (-groups[number].size, min(rows[number]))
        )
        shown = tuple(groups[number] for number in order)
        return shown, len(asked) - sum(each.size for each in shown)


def _group(
    folded: Sequence[str], said: dict[str, str], counts: Counter[tuple[str, Outcome]]
) -> QuestionGroup:
    def number(outcome: Outcome) -> int:
        return sum(counts[each, outcome] for each in folded)

    return QuestionGroup(said[folded[0]], number(Outcome.POSSIBLE), number(Outcome.NOT_FOUND))


def _folded(text: str) -> str:
    """Return what is the same for questions that differ in case, spaces and the final mark."""
    return " ".join(text.casefold().split()).rstrip(" ?!.")


def _first_moment(now: dt.datetime, days: int) -> dt.datetime:
    """Return the beginning of the first of so many days that end with today, in UTC."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return today - dt.timedelta(days=days - 1)


def _by_day(asked: Iterable[AskedQuestion], first: dt.date, last: dt.date) -> tuple[DayCount, ...]:
    counts = Counter((question.asked_at[:10], question.outcome) for question in asked)
    dates = [
        (first + dt.timedelta(days=number)).isoformat() for number in range((last - first).days + 1)
    ]
    return tuple(
        DayCount(
            date,
            answered=counts[date, Outcome.ANSWERED],
            possible=counts[date, Outcome.POSSIBLE],
            not_found=counts[date, Outcome.NOT_FOUND],
        )
        for date in dates
    )
