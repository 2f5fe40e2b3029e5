"""Documents, quotes and replies made by hand, and what is checked of every card."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from bot.cards.rendering import to_embed, to_view
from retrieval.domain import (
    Answer,
    Comment,
    Document,
    GuildSettings,
    Job,
    JobKind,
    JobOutcome,
    JobState,
    Metadata,
    NoAnswer,
    Outcome,
    Quote,
    Source,
    Span,
    Upload,
    source_of,
)

if TYPE_CHECKING:
    from bot.cards import Card

STP_TEXT = (
    "There are 44 areas. Sustainability and Transformation Partnerships bring together the NHS and "
    "local councils. They were announced in December 2015."
)
STP_BEST = (
    "Sustainability and Transformation Partnerships bring together the NHS and local councils."
)

ANSWER_ID = "abc123def456"
MEMBER = 200_000_000_000_000_001


class SettingsAlone:
    """In place of what answers: knows what every guild has set, and nothing else."""

    def __init__(self, **chosen: Any) -> None:
        """Hold these settings for all guilds."""
        self._settings = GuildSettings(**chosen)

    async def guild_settings(self, *, guild: int | None) -> GuildSettings:
        """Return them."""
        return self._settings


def document(
    text: str = STP_TEXT,
    *,
    number: int = 1,
    title: str | None = "What are STPs?",
    publisher: str | None = "The King's Fund",
    date: str | None = "2017-07-06",
    url: str | None = "https://example.org/stps",
    superseded: bool = False,
) -> Document:
    """Return a document of the shared library."""
    return Document(
        id=number,
        library="shared",
        path=f"/srv/seeds/document-{number}.md",
        format="markdown",
        content_hash="0" * 64,
        metadata=Metadata(title=title, publisher=publisher, date=date, url=url),
        text=text,
        superseded=superseded,
    )


def quote_of(
    source: Document,
    words: str | None = None,
    *,
    best: str | None = None,
    heading: tuple[str, ...] = (),
    page: int | None = None,
    also_in: tuple[Source, ...] = (),
    comment: Comment | None = None,
) -> Quote:
    """Return the quote of ``words`` (by default the whole text) with ``best`` marked."""
    words = source.text if words is None else words
    start = source.text.index(words)
    marked = None
    if best is not None:
        at = source.text.index(best, start)
        marked = Span(at, at + len(best))
    return Quote(
        document=source,
        start=start,
        end=start + len(words),
        text=words,
        heading=heading,
        page=page,
        best=marked,
        also_in=also_in,
        comment=comment,
    )


def answer_of(
    *quotes: Quote, question: str = "What is an STP?", outcome: Outcome = Outcome.ANSWERED
) -> Answer:
    """Return an answer of these quotes."""
    return Answer(question=question, probability=0.9, quotes=quotes, outcome=outcome)


def stp_answer() -> Answer:
    """Return an answer of three quotes from three publishers."""
    first = document()
    second = document(
        "STPs cut beds.", number=2, title="Cuts", publisher="Campaigners", date="2017-02", url=None
    )
    third = document("STPs plan.", number=3, title="Plan", publisher=None, date=None, url=None)
    repeat = document(number=4, title="Reprint", publisher="LGA", date="2018", url=None)
    return answer_of(
        quote_of(
            first,
            best=STP_BEST,
            heading=("What are STPs?", "Who is in one"),
            page=4,
            also_in=(source_of(repeat),),
        ),
        quote_of(second, best="STPs cut beds."),
        quote_of(third),
    )


def no_answer(*quotes: Quote, question: str = "Who won the cup?") -> NoAnswer:
    """Return a reply that answers nothing."""
    return NoAnswer(question=question, probability=0.1, quotes=quotes)


def visible(text: str) -> str:
    """Return the characters that can be seen, with single spaces."""
    text = "".join(" " if unicodedata.category(c) in {"Zl", "Zp"} else c for c in text)
    spaced = "".join(" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c) not in _UNSEEN).split())


_UNSEEN = {"Cc", "Cf", "Cs"}


def units(text: str) -> int:
    """Return the length in UTF-16 code units, the longer of the two ways to count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_card(card: Card) -> None:
    """Check what Discord would check, on the JSON that it would be sent."""
    sent = json.loads(
        json.dumps(
            {"embeds": [to_embed(card).to_dict()], "components": to_view(card).to_components()}
        ).encode()
    )
    (embed,) = sent["embeds"]
    parts = [embed.get("title", ""), embed["description"], embed.get("footer", {}).get("text", "")]
    assert 1 <= units(embed.get("title", "x")) <= 256
    assert 1 <= units(embed["description"].strip()) <= 4096
    assert 1 <= units(embed.get("footer", {"text": "x"})["text"]) <= 2048
    assert len(embed.get("fields", [])) <= 25
    for each in embed.get("fields", []):
        assert 1 <= units(each["name"].strip()) <= 256
        assert units(each["value"].strip()) >= 1
        assert units(each["value"]) <= 1024
        parts += [each["name"], each["value"]]
    assert sum(units(part) for part in parts) <= 6000
    assert not any("\ud800" <= c <= "\udfff" for part in parts for c in part)
    assert len(sent["components"]) <= 5
    ids = []
    for row in sent["components"]:
        assert 1 <= len(row["components"]) <= 5
        for button in row["components"]:
            assert 1 <= units(button["label"]) <= 80
            assert 1 <= units(button["custom_id"]) <= 100
            ids.append(button["custom_id"])
    assert len(ids) == len(set(ids))


def job_of(
    kind: JobKind = JobKind.ADD,
    state: JobState = JobState.QUEUED,
    *,
    uploads: tuple[Upload, ...] = (),
    outcome: JobOutcome | None = None,
    **rest: Any,
) -> Job:
    """Return a job of a guild; ``rest`` is what its worker has said so far."""
    said: dict[str, Any] = {"stage": "", "done": 0, "total": 0, "cancelling": False, **rest}
    return Job(
        id=41,
        library="guild:7",
        kind=kind,
        state=state,
        uploads=uploads,
        document_id=None,
        actor=MEMBER,
        notice={},
        outcome=outcome,
        created_at="2026-03-02T12:00:00+00:00",
        ended_at=None if state.is_open else "2026-03-02T12:05:00+00:00",
        **said,
    )
