"""The cards about what was asked: for moderators, and as a digest for a channel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.dates import long_date
from bot.cards.lines import fitted
from bot.cards.model import Button, Card, CardFile, Colour, Embed, Field
from bot.cards.review_ids import ExportButtonId
from bot.cards.text import escape
from bot.language.translation import _, _n

if TYPE_CHECKING:
    from retrieval.domain import Insights, QuestionGroup, Rating

LONGEST_DAYS = 365
"""Longest period that can be looked back on."""

_MOST_BARS = 45
"""Days that have a bar each; of more, each week has one."""
_WEEK = 7
_GROUPS, _REASONS = 8, 4
_QUESTION, _REASON = 100, 160
_PICTURE = "questions.png"


@dataclass(frozen=True, slots=True)
class Bar:
    """How the questions of a day or a week ended."""

    first: str
    """Its first day, in ISO 8601."""
    days: int
    counts: tuple[int, int, int]
    """In the order of :func:`outcomes`."""


def outcomes() -> tuple[str, str, str]:
    """Return what a picture calls the outcomes, in the order in which they are piled up."""
    return _("Answered"), _("Possibly"), _("Not answered")


def bars(insights: Insights) -> list[Bar]:
    """Return what a picture shows, the earliest first."""
    step = 1 if len(insights.days) <= _MOST_BARS else _WEEK
    # Weeks are counted back from today, so that only the first can be shorter.
    first = len(insights.days) % step
    starts = (
        [0, *range(first, len(insights.days), step)]
        if first
        else range(0, len(insights.days), step)
    )
    ends = [*starts[1:], len(insights.days)]
    return [
        Bar(
            days[0].date,
            step,
            (
                sum(day.answered for day in days),
                sum(day.possible for day in days),
                sum(day.not_found for day in days),
            ),
        )
        for days in (insights.days[start:end] for start, end in zip(starts, ends, strict=True))
    ]


def insights_card(insights: Insights, *, days: int, picture: bytes | None) -> Card:
    """Return what was asked, for moderators.

    :param picture: a PNG of it.
    """
    if not insights.asked:
        return _without_questions(insights)
    export = Button("CSV", str(ExportButtonId(days)), "📄")
    return Card(
        Embed(
            title=_("What was asked here"),
            description=_summary(insights),
            colour=Colour.INFORMATION,
            fields=(*_counts(insights), *_groups(insights), *_reasons(insights, _REASONS)),
            footer=_("Only you see this. Days are those of UTC."),
        ),
        rows=((export,),),
        file=_file(insights, picture),
    )


def digest_card(insights: Insights, *, picture: bytes | None) -> Card:
    """Return what was asked since the last digest, for whoever reads the channel.

    Why quotes did not help is told to moderators only.
    """
    return Card(
        Embed(
            title=_("What was asked lately"),
            description=_summary(insights),
            colour=Colour.INFORMATION,
            fields=(*_counts(insights), *_groups(insights)),
            footer=_(
                "Moderators see more with /insights and end these digests with /settings digest."
            ),
        ),
        file=_file(insights, picture),
    )


def export_card(name: str, content: bytes, *, rows: int, cut: bool) -> Card:
    """Return the export as a file.

    :param cut: whether it holds the latest questions only.
    """
    lines = [
        _("{questions}, the latest first, with their ratings.").format(
            questions=counts.questions(rows)
        ),
        _("The earlier ones are left out, since the file would be too large.") if cut else "",
        _("Treat the file with care: members wrote these words."),
    ]
    return Card(
        Embed(
            title=_("Questions as a table"),
            description=" ".join(filter(None, lines)),
            colour=Colour.INFORMATION,
            footer=_("Only you see this. Times are in UTC."),
        ),
        file=CardFile(name, content),
    )


def picture_words(insights: Insights) -> str:
    """Return what the picture shows, for those who do not see it."""
    shown = bars(insights)
    most = max(shown, key=lambda bar: sum(bar.counts))
    if shown[0].days > 1:
        words = _(
            "Bars of the questions a week since {since}: {asked} in all, {answered} answered, "
            "{possible} possibly answered, {not_found} not answered. Most were asked in the week "
            "of {date}: {most}."
        )
    else:
        words = _(
            "Bars of the questions a day since {since}: {asked} in all, {answered} answered, "
            "{possible} possibly answered, {not_found} not answered. Most were asked on {date}: "
            "{most}."
        )
    told = words.format(
        since=_since(insights),
        asked=counts.number(insights.asked),
        answered=counts.number(insights.answered),
        possible=counts.number(insights.possible),
        not_found=counts.number(insights.not_found),
        date=long_date(most.first),
        most=counts.number(sum(most.counts)),
    )
    return limits.shorten_plain(told, limits.FILE_DESCRIPTION)


def _file(insights: Insights, picture: bytes | None) -> CardFile | None:
    return None if picture is None else CardFile(_PICTURE, picture, picture_words(insights))


def _without_questions(insights: Insights) -> Card:
    """Return what there is where no question is kept, or none was asked: what members said."""
    if insights.kept:
        text = _("Nothing was asked since {since}.").format(since=_since(insights))
    else:
        text = _("Questions are not kept on this server; `/settings questions` changes that.")
    told = insights.helpful or insights.not_helpful or insights.to_moderators
    return Card(
        Embed(
            title=_("What was asked here"),
            description=text,
            colour=Colour.INFORMATION,
            # As many reasons as there is room for: no table has the others.
            fields=(*_feedback(insights), *_reasons(insights, None)) if told else (),
        )
    )


def _since(insights: Insights) -> str:
    return long_date(dt.datetime.fromisoformat(insights.since).date().isoformat())


def _summary(insights: Insights) -> str:
    return _("**{questions}** since {date}.").format(
        questions=counts.questions(insights.asked), date=escape(_since(insights))
    )


def _counts(insights: Insights) -> tuple[Field, ...]:
    def share(count: int) -> str:
        return f"{counts.number(count)} · {counts.percent(count / insights.asked)}"

    return (
        Field(_("Answered"), share(insights.answered), inline=True),
        Field(_("Possibly answered"), share(insights.possible), inline=True),
        Field(_("Not answered"), share(insights.not_found), inline=True),
        *_feedback(insights),
    )


def _feedback(insights: Insights) -> tuple[Field, ...]:
    to_moderators = Field(
        _("Put to moderators"),
        _("{asked}, {answered} answered").format(
            asked=counts.number(insights.to_moderators),
            answered=counts.number(insights.by_moderators),
        ),
        inline=True,
    )

    return (
        Field(
            _("Quotes rated"),
            _("{helpful} helpful, {not_helpful} not helpful").format(
                helpful=counts.number(insights.helpful),
                not_helpful=counts.number(insights.not_helpful),
            ),
            inline=True,
        ),
        *((to_moderators,) if insights.to_moderators else ()),
    )


def _groups(insights: Insights) -> tuple[Field, ...]:
    fields = []
    if insights.groups:
        lines = [_group_line(group) for group in insights.groups]
        shown = fitted(lines, most=_GROUPS)
        fields.append(Field(_("Asked most and not answered for sure"), shown))
    if insights.left_out:
        left = _n(
            "{count} question not answered for sure, the earliest.",
            "{count} questions not answered for sure, the earliest.",
            insights.left_out,
        ).format(count=counts.number(insights.left_out))
        fields.append(Field(_("Not compared"), left))
    return tuple(fields)


def _reasons(insights: Insights, most: int | None) -> tuple[Field, ...]:
    if not insights.reasons:
        return ()
    lines = [_reason_line(rating) for rating in insights.reasons]
    return (Field(_("What members said of quotes"), fitted(lines, most=most)),)


def _group_line(group: QuestionGroup) -> str:
    words = limits.shorten_line(group.question, _QUESTION)
    line = f"**{counts.number(group.size)}×** {words}"
    if not group.possible:
        return line
    return _("{line}, {count} possibly").format(line=line, count=counts.number(group.possible))


def _reason_line(rating: Rating) -> str:
    words = limits.shorten_line(rating.reason or "", _REASON)
    about = limits.shorten_line(rating.question, _QUESTION)
    return f"“{words}” · {about}" if about else f"“{words}”"
