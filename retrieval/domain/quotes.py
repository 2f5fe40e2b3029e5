"""Words of a document, which are proved before they are shown: the verbatim invariant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.domain.sources import source_of
from retrieval.errors import VerbatimError

if TYPE_CHECKING:
    from retrieval.domain.documents import Comment, Document, Span
    from retrieval.domain.sources import Source


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
