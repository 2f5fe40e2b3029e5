"""Texts that have broken cards before, and any others, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from retrieval.domain import (
    Answer,
    Comment,
    Metadata,
    Outcome,
    Quote,
    Source,
    SourceDetails,
    Span,
)
from tests.bot.builders import document

NASTY = [
    "@everyone and @here",
    "<@123456789012345678> <@!1> <@&2> <#3> </ask:4> <t:1500000000:R> <:name:5> <a:name:6> <id:7>",
    "**bold** *it* __under__ _it_ ~~gone~~ ||spoiler|| `code` ``co`de``",
    "```py\nprint()\n```",
    "# One\n## Two\n-# small\n- item\n* item\n+ item\n1. first\n> quoted\n>>> all",
    "[a link](https://example.org/a_(b)) https://example.org/x_y_z. discord://x <https://a.test>",
    ":smile: :thumbsup::skin-tone-3: 10:30 a:b",
    "\\ \\\\ \\* ends with \\",
    "\u202eright to left\u202c \u2067isolate \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "zero\u200bwidth\ufeff soft\u00adhyphen \u2060 nul\x00 bell\x07 esc\x1b[31m",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd \U0001f1ec\U0001f1e7",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "e\u0301" * 40,
    "\r\n\r\n\n\v\f\u2028\u2029\x85",
    "\u3164\u115f",
    "Dr. Smith said 1.5 million. " * 20,
]

LONG = {
    "a word of 100,000 letters": "x" * 100_000,
    "100,000 asterisks": "*" * 100_000,
    "mentions": "<@123456789012345678>" * 5000,
    "fences": "```\n" * 5000,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 2000,
    "accents on one letter": "a" + "\u0301" * 6000,
    "right to left": "\u05e9\u05dc\u05d5\u05dd " * 5000,
    "zero width": "\u200b" * 20_000 + "x",
    "line breaks": "a\n" * 5000,
    "list": "- item\n" * 3000,
    "everyone": "@everyone " * 3000,
    "sentences": "Dr. Smith said 1.5 million. " * 1000,
}
"""Texts far above every limit; not for the model of markdown, which is slow."""

texts = st.one_of(
    st.text(max_size=200),
    st.sampled_from(NASTY),
    st.text(alphabet="\\*_~|`<>#-+.:@[]()\n 1ae\u200b\u05d0\U0001f600", max_size=60),
    st.lists(st.sampled_from(NASTY[:14]), min_size=1, max_size=6).map(" ".join),
)
"""Any text a document or member may hold."""

short_texts = st.one_of(texts, st.none())

dates = st.one_of(st.sampled_from(["2017", "2017-07", "2017-07-06"]), short_texts)

comments = st.builds(Comment, author=short_texts, date=dates)
"""A reader's comment, signed with any words or none."""


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """Return a source with any words in it."""
    return Source(
        document_id=draw(st.integers(1, 50)),
        title=draw(texts),
        publisher=draw(short_texts),
        date=draw(dates),
        url=draw(
            st.one_of(
                st.just("https://example.org/" + "a" * 300),
                texts.map(lambda t: f"https://a.test/{t}"),
                short_texts,
            )
        ),
        path=draw(texts),
        library="shared",
        heading=tuple(draw(st.lists(texts, max_size=3))),
        page=draw(st.one_of(st.none(), st.integers(1, 10**6))),
        comment=draw(st.one_of(st.none(), comments)),
        superseded=draw(st.booleans()),
    )


@st.composite
def details(draw: st.DrawFn) -> SourceDetails:
    """Return all there is to tell about a document, with any words in it."""
    source = draw(sources())
    return SourceDetails(
        source=source,
        metadata=Metadata(
            title=source.title,
            publisher=source.publisher,
            author=draw(short_texts),
            date=source.date,
            url=source.url,
            licence=draw(short_texts),
            cites=tuple(draw(st.lists(texts, max_size=3))),
        ),
        format=draw(st.sampled_from(["markdown", "pdf"])),
        words=draw(st.integers(0, 10**9)),
        passages=draw(st.integers(0, 10**6)),
        headings=tuple(draw(st.lists(texts, max_size=5))),
        added_at="2026-03-02T12:00:00+00:00",
        near=tuple(draw(st.lists(sources(), max_size=8))),
    )


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """Return a quote of any text, with any part of it marked or none."""
    text = draw(texts.filter(bool))
    source = draw(sources())
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    best = None
    if draw(st.booleans()):
        first = draw(st.integers(start, end - 1))
        best = Span(first, draw(st.integers(first + 1, end)))
    return Quote(
        document=document(
            text,
            number=source.document_id,
            title=source.title,
            publisher=source.publisher,
            date=source.date,
            url=source.url,
            superseded=source.superseded,
        ),
        start=start,
        end=end,
        text=text[start:end],
        heading=source.heading,
        page=source.page,
        best=best,
        also_in=tuple(draw(st.lists(sources(), max_size=3))),
        comment=source.comment,
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Return an answer of up to five such quotes."""
    return Answer(
        question=draw(texts),
        probability=0.5,
        quotes=tuple(draw(st.lists(quotes(), min_size=1, max_size=5))),
        outcome=draw(st.sampled_from([Outcome.ANSWERED, Outcome.POSSIBLE])),
    )
