"""The words that the rooms of ``retrieval`` share: what travels between them, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from retrieval.errors import VerbatimError

SHARED_LIBRARY = "shared"
"""The library that every guild sees beside its own."""


def library_of(guild: int | None) -> str:
    """Return the name of a guild's library, or of the shared one for ``None``."""
    return SHARED_LIBRARY if guild is None else f"guild:{guild}"


class Span(NamedTuple):
    """A half-open run ``[start, end)`` of characters of a document's stored text."""

    start: int
    end: int


class BlockKind(StrEnum):
    """What a block of text is; a heading is never quoted as an answer."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Comment:
    """Who wrote a reader's comment below an article, which its publisher does not vouch for."""

    author: str | None = None
    date: str | None = None
    """ISO 8601."""


class Commented(NamedTuple):
    """A run ``[start, end)`` of a stored text that is a reader's comment."""

    start: int
    end: int
    comment: Comment


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or row of a stored text, as its reader found it."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Depth of a heading (1 is the highest) or of a list item (1 is the outermost); of the rows of
    a table 0 for the header row and 1 for those below it."""
    page: int | None = None
    """Page of a paged document, counted from 1."""
    comment: Comment | None = None
    """Set where the block is part of a reader's comment."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself. ``None`` means unknown; nothing is ever guessed."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    """ISO 8601, as precise as the document is: ``2017``, ``2017-09`` or ``2017-09-06``."""
    url: str | None = None
    licence: str | None = None
    cites: tuple[str, ...] = ()
    """The publications that the document names as its own sources."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader makes of a file: the text as it will be stored, and its structure."""

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata
    format: str

    @property
    def comments(self) -> tuple[Commented, ...]:
        """The runs of the text that are readers' comments, in order."""
        found: list[Commented] = []
        for block in self.blocks:
            if block.comment is None:
                continue
            if found and found[-1].comment == block.comment:
                found[-1] = found[-1]._replace(end=block.end)
            else:
                found.append(Commented(block.start, block.end, block.comment))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a library. Every offset anywhere refers to ``text``, in code points."""

    id: int
    library: str
    path: str
    """The file as it was indexed."""
    format: str
    content_hash: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    metadata: Metadata
    text: str
    part: str = ""
    """Which of the articles of its file it is, such as "article 2"; empty for the only one."""
    superseded: bool = False
    """A newer version is in the library; this one is kept for cards that quote it."""
    near: frozenset[int] = frozenset()
    """Ids of the documents that say nearly the same."""
    comments: tuple[Commented, ...] = ()
    """The runs of the text that are readers' comments, in order."""

    @property
    def title(self) -> str:
        """The title, or the file's name where the document states none."""
        return shown_title(self.metadata, self.path, self.part)

    def comment_at(self, offset: int) -> Comment | None:
        """Return the reader's comment that a place lies in, if any."""
        inside = (said.comment for said in self.comments if said.start <= offset < said.end)
        return next(inside, None)

    def voice_at(self, offset: int) -> Span:
        """Return the run of the text around a place in which nobody else speaks."""
        first, last = 0, len(self.text)
        for start, end, _ in self.comments:
            if start <= offset < end:
                return Span(start, end)
            first = max(first, end) if end <= offset else first
            last = min(last, start) if start > offset else last
        return Span(first, last)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a document's text that is searched as one unit."""

    start: int
    end: int
    text: str
    heading: tuple[str, ...]
    """The headings above the passage, outermost first."""
    pages: tuple[int | None, ...]
    """For each sentence the page it begins on, counted from 1; ``None`` where there are none."""
    sentences: tuple[Span, ...]
    """Offsets into the document's text of the sentences that may be quoted, in order."""
    leads: tuple[int | None, ...]
    """For each sentence the position of the lead-in of its list among ``sentences``, if any."""
    comment: Comment | None = None
    """Set where the passage is a reader's comment."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a member sees of a document."""

    document_id: int
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    path: str
    library: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    comment: Comment | None = None
    """Set where a reader says it rather than the publisher."""
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """Everything there is to tell about one document of a library."""

    source: Source
    metadata: Metadata
    format: str
    words: int
    passages: int
    headings: tuple[str, ...]
    added_at: str
    """ISO 8601 date and time, UTC."""
    near: tuple[Source, ...] = ()
    """Documents that say nearly the same."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Whole sentences of one document, word for word.

    :raises VerbatimError: if the text is not the slice of the document that it claims to be, or
        the marked sentence lies outside the quote. A quote that cannot be proved is never built.
    """

    document: Document
    start: int
    end: int
    text: str
    heading: tuple[str, ...]
    page: int | None
    best: Span | None
    """Offsets into the document's text of the sentence that answers; ``None`` marks nothing."""
    also_in: tuple[Source, ...] = ()
    """Other documents that say the same in nearly the same words."""
    comment: Comment | None = None
    """Set where the quote is from a reader's comment."""

    def __post_init__(self) -> None:
        """Check the verbatim invariant."""
        verify_quote(self)

    @property
    def source(self) -> Source:
        """The document and the place in it, as a member sees them."""
        return source_of(self.document, heading=self.heading, page=self.page, comment=self.comment)


class EntryKind(StrEnum):
    """How a document says what a term is; earlier ones say it more plainly."""

    BRACKETED = "bracketed"
    """A long form beside its short form in brackets."""
    NAMED = "named"
    """"Known as", "called", "stands for", "for short"."""
    DEFINED = "defined"
    """"An X is a ...", "X means ..."."""
    USED = "used"
    """Nothing but that a document writes both forms, and no other words that fit the short one."""


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term that a document explains, and where."""

    term: str
    """A short form, or a name, as the document writes it; in the singular where it is clear."""
    meaning: str | None
    """The long form of a short one; ``None`` where only the quoted words say what the term is."""
    kind: EntryKind
    passage_id: int
    start: int
    """Where the whole sentences that say so begin in the document's text."""
    end: int
    comment: bool = False
    """A reader says so in a comment."""
    word: bool = False
    """The term in lower case is a word of its own in the documents, as "who" is."""


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """The terms of one library, in the order in which they are to be believed.

    Compared by identity, so that what is worked out from one can be kept.
    """

    entries: tuple[GlossaryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of the things that a term means, with the documents that say so."""

    term: str
    meaning: str | None
    """The long form of a short one; ``None`` where the quotes themselves are the definition."""
    quotes: tuple[Quote, ...]
    """One for each document, those that say it most plainly first."""
    stated: bool = True
    """Whether a document says so, rather than only uses the short form beside the full words."""


@dataclass(frozen=True, slots=True)
class Definition:
    """All that the documents say a term means; no meanings where they say nothing."""

    term: str
    """As it was asked for."""
    meanings: tuple[Meaning, ...]
    suggestions: tuple[str, ...] = ()
    """Terms of the glossary that are written alike, where the term itself is not one."""


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    POSSIBLE = "possible"
    NOT_FOUND = "not_found"


class Strictness(StrEnum):
    """How sure a guild wants to be before a quote is called an answer."""

    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    GENEROUS = "generous"

    @property
    def meaning(self) -> str:
        """What it means for members, in one sentence."""
        return _MEANINGS[self]


_MEANINGS = {
    Strictness.CAUTIOUS: (
        "Only what very probably answers is called an answer; more questions end with "
        "\u201cthe documents do not answer this\u201d."
    ),
    Strictness.BALANCED: (
        "What probably answers is called an answer, and what may answer is shown as the closest "
        "passages."
    ),
    Strictness.GENEROUS: (
        "Quotes are shown as answers or as the closest passages also where that is far from sure; "
        "more of them will not answer."
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes that answer (or possibly answer) a question, best first.

    :raises VerbatimError: if a quote is not verbatim, or there is none.
    """

    question: str
    probability: float
    """Calibrated probability, 0 to 1, that the documents answer the question."""
    quotes: tuple[Quote, ...]
    outcome: Outcome = Outcome.ANSWERED

    def __post_init__(self) -> None:
        """Check the verbatim invariant for all quotes together."""
        if not self.quotes:
            raise VerbatimError("an answer needs at least one quote")
        for quote in self.quotes:
            verify_quote(quote)


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of a question that stands in no document."""

    word: str
    did_you_mean: str | None = None
    """The word of the documents that it may be a misspelling of."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The documents do not answer the question; ``quotes`` are only the nearest passages."""

    question: str
    probability: float
    quotes: tuple[Quote, ...] = ()
    covered: tuple[str, ...] = ()
    """What the nearest passages are about: title and headings, outermost first, on one line."""
    unknown_words: tuple[UnknownWord, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Always ``NOT_FOUND``."""
        return Outcome.NOT_FOUND


Reply = Answer | NoAnswer
"""What a question gets."""


@dataclass(frozen=True, slots=True)
class Context:
    """A longer run of a document around a quote, for reading on."""

    document: Document
    start: int
    end: int
    quote: Span

    @property
    def text(self) -> str:
        """The exact slice of the document."""
        return self.document.text[self.start : self.end]


def shown_title(metadata: Metadata, path: str, part: str = "") -> str:
    """Return the title of a document, or its file's name and the part where it states none."""
    return metadata.title or ", ".join(filter(None, (path.rsplit("/", 1)[-1], part)))


def source_of(
    document: Document,
    *,
    heading: tuple[str, ...] = (),
    page: int | None = None,
    comment: Comment | None = None,
) -> Source:
    """Return what a member sees of a document at a place in it."""
    return Source(
        document_id=document.id,
        title=document.title,
        # A publisher does not vouch for what its readers say, nor do they say it on its date.
        publisher=None if comment else document.metadata.publisher,
        date=comment.date if comment else document.metadata.date,
        url=document.metadata.url,
        path=document.path,
        library=document.library,
        heading=heading,
        page=page,
        comment=comment,
        superseded=document.superseded,
    )


def verify_quote(quote: Quote) -> None:
    """Check that a quote stands in its document, character for character.

    :raises VerbatimError: if it does not.
    """
    if not quote.text or quote.document.text[quote.start : quote.end] != quote.text:
        raise VerbatimError(
            f"characters {quote.start} to {quote.end} of {quote.document.path} are not the quoted text"
        )
    if quote.best is not None and not (
        quote.start <= quote.best.start < quote.best.end <= quote.end
    ):
        raise VerbatimError(
            f"the marked sentence {tuple(quote.best)} lies outside the quote "
            f"{quote.start} to {quote.end} of {quote.document.path}"
        )
