"""What the documents say their terms mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.domain.quotes import Quote


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
    own: bool = False
    """Whether the guild's moderators say so; then there may be no quotes, and where there are, their
    documents say the same."""
    note: str = ""
    """What the moderators add to it."""


@dataclass(frozen=True, slots=True)
class Definition:
    """All that the documents say a term means; no meanings where they say nothing."""

    term: str
    """As it was asked for."""
    meanings: tuple[Meaning, ...]
    suggestions: tuple[str, ...] = ()
    """Terms of the glossary that are written alike, where the term itself is not one."""
    hidden: bool = False
    """Whether documents define it, and the guild's moderators do not want that to be shown."""


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """What the moderators of a guild say of a term."""

    id: int
    """Of the change by which they said so."""
    key: str
    """The same for all ways of writing the term."""
    term: str
    meaning: str | None
    """``None`` where they only hide what documents say that it means."""
    note: str = ""
    alone: bool = False
    """Whether what documents say that it means is hidden in their guild."""


@dataclass(frozen=True, slots=True)
class TermChange:
    """What has become of what moderators say of a term."""

    id: int
    """By which it can be undone."""
    term: str
    before: OwnTerm | None
    """``None`` where they said nothing."""
    after: OwnTerm | None
    in_documents: bool = False
    """Whether documents that the guild sees say something about it as well."""


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A term of a guild's glossary."""

    term: str
    meanings: tuple[str, ...]
    """Long forms that are shown, the moderators' first; none where a sentence is the definition."""
    own: OwnTerm | None = None
    """What the guild's moderators say of it."""
