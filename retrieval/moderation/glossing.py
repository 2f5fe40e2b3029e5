"""What moderators say that terms mean in their guild, from the next question on."""

from __future__ import annotations

import datetime as dt
import re
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.domain import library_of, visible
from retrieval.errors import GlossaryError, LibraryOutOfDateError, TermRemovedError
from retrieval.glossary import OwnTerms, key

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.asking.defining import Defining
    from retrieval.catalogue import TermStore
    from retrieval.domain import Definition, ListedTerm, OwnTerm, TermChange

MOST_TERMS = 500
"""Terms of which the moderators of one guild may say something."""
MOST_TERM = 100
"""Characters of a term that is set; a choice of Discord's has no room for more."""
MOST_NAME = 200
"""Characters of a term that is removed; documents may write longer ones."""
MOST_MEANING = 200
MOST_NOTE = 500

_UNDO_FOR = dt.timedelta(days=7)
_REMEMBERED = 1000
"""Guilds whose terms stay in memory."""
_LETTER = re.compile(r"[^\W_]")


class OwnGlossaries:
    """What moderators say, in memory for as long as it is the newest; safe for several threads."""

    def __init__(self, store: TermStore, is_word: Callable[[str], bool]) -> None:
        """Read from ``store``.

        :param is_word: tells words of the language; see ``OwnTerms``.
        """
        self._store = store
        self._is_word = is_word
        self._read: OrderedDict[str, tuple[object, OwnTerms]] = OrderedDict()

    def of(self, library: str) -> OwnTerms:
        """Return what holds in a library at this moment, whichever process changed it."""
        version = self._store.version(library)
        known = self._read.get(library)
        if known is not None and known[0] == version:
            return known[1]
        # Read after the version: what comes between is read again with the next question.
        terms = self._store.all(library) if version is not None else []
        own = OwnTerms(terms, self._is_word)
        self._read[library] = version, own
        while len(self._read) > _REMEMBERED:
            self._read.popitem(last=False)
        return own


class Glossing:
    """The part of ``Library`` that knows terms; each guild sees and changes its own alone."""

    term_store: TermStore
    _defining: Defining
    _own_glossaries: OwnGlossaries

    def own_terms(self, guild: int | None) -> OwnTerms:
        """Return what a guild's moderators say of terms; nothing for questions of no guild."""
        return OwnTerms() if guild is None else self._own_glossaries.of(library_of(guild))

    def define(self, term: str, *, guild: int | None = None) -> Definition:
        """Return what a guild's moderators say a term means, and what the documents say, quoted.

        A term is found in any case, in the singular and the plural, by its short and its long form.

        :raises QuestionError: for a term that is empty or too long.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        return self._defining.define(term, visible(guild), self.own_terms(guild))

    def terms(self, *, guild: int | None = None) -> list[str]:
        """Return the terms that ``define`` knows, in alphabetical order.

        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        return self._defining.terms(visible(guild), self.own_terms(guild))

    def glossary(self, *, guild: int) -> list[ListedTerm]:
        """Return a guild's terms in alphabetical order, with what its moderators say of them.

        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        return self._defining.listed(visible(guild), self.own_terms(guild))

    def set_term(
        self,
        term: str,
        meaning: str,
        *,
        note: str = "",
        alone: bool = False,
        guild: int,
        actor: int | None = None,
    ) -> TermChange:
        """Set what a term means in a guild; it stands before what documents say, and is no quote.

        Questions are put in these words as well, from the next one on.

        :param note: what else members should know of it.
        :param alone: hide what documents say that the term means.
        :param actor: id of the member who sets it, for the history.
        :raises GlossaryError: for words that cannot be a term or its meaning, or too many terms.
        """
        term = _words(term, "term", MOST_TERM)
        meaning = _words(meaning, "meaning", MOST_MEANING)
        if key(term) == key(meaning):
            raise GlossaryError(
                "that meaning is the term itself; give the words that it stands for, for example "
                "Sustainability and Transformation Plan for STP."
            )
        return self._put(
            term,
            meaning,
            note=_line(note, "note", MOST_NOTE),
            alone=alone,
            guild=guild,
            actor=actor,
        )

    def remove_term(self, term: str, *, guild: int, actor: int | None = None) -> TermChange:
        """Take away what moderators have set for a term; of any other, hide what documents say.

        :param actor: id of the member who removes it, for the history.
        :raises TermRemovedError: if that is hidden already.
        :raises GlossaryError: if there is no such term here.
        """
        term = _words(term, "term", MOST_NAME)
        said = self._said(term, guild)
        if said is not None:
            if said.meaning is None:
                raise TermRemovedError(said.id)
            return self._put(said.term, None, guild=guild, actor=actor)
        if not self._defining.is_explained(term, visible(guild)):
            raise GlossaryError(
                "there is no such term here; moderators have not set it, and no document explains it."
            )
        return self._put(term, None, alone=True, guild=guild, actor=actor)

    def restore_term(self, term: str | int, *, guild: int, actor: int | None = None) -> TermChange:
        """Let what documents say of a term hold alone again, whatever moderators have said of it.

        :param term: or the change by which they last did.
        :param actor: id of the member who does, for the history.
        :raises GlossaryError: if moderators have said nothing of it.
        """
        if isinstance(term, str):
            said = self._said(_words(term, "term", MOST_NAME), guild)
        else:
            terms = self.own_terms(guild).terms
            said = next((said for said in terms if said.id == term), None)
        if said is None:
            raise GlossaryError(
                "moderators have neither set nor removed that term, or changed it since."
            )
        return self._put(said.term, None, guild=guild, actor=actor)

    def undo_term(self, change: int, *, guild: int, actor: int | None = None) -> TermChange:
        """Put back what a change has replaced.

        :param actor: id of the member who does, for the history.
        :raises GlossaryError: if it is too old, or the term was changed again since.
        """
        undone = self.term_store.undo(
            library_of(guild), change, actor=actor, since=_undoable_since()
        )
        if undone is None:
            raise GlossaryError(
                "that cannot be undone any more: the term was changed again since, or it is more "
                "than 7 days ago. Set or remove it anew."
            )
        return self._told(undone, guild)

    def _said(self, term: str, guild: int) -> OwnTerm | None:
        """Return what moderators say of a term, or of the one that has it for its long form."""
        own, wanted = self.own_terms(guild), key(term)
        known = (*(said for said in own.terms if said.key == wanted), *own.named(term))
        return next(iter(known), None)

    def _put(
        self,
        term: str,
        meaning: str | None,
        *,
        note: str = "",
        alone: bool = False,
        guild: int,
        actor: int | None,
    ) -> TermChange:
        change = self.term_store.put(
            library_of(guild),
            key(term),
            term=term,
            meaning=meaning,
            note=note,
            alone=alone,
            actor=actor,
            most=MOST_TERMS,
            undoable_since=_undoable_since(),
        )
        if change is None:
            raise GlossaryError(
                f"moderators have set or removed {MOST_TERMS} terms here, which is the most; take "
                "one of them back first."
            )
        return self._told(change, guild)

    def _told(self, change: TermChange, guild: int) -> TermChange:
        try:
            explained = self._defining.is_explained(change.term, visible(guild))
        except LibraryOutOfDateError:  # Nothing can be looked up there at the moment.
            explained = False
        return replace(change, in_documents=explained)


def _words(text: str, what: str, most: int) -> str:
    line = _line(text, what, most)
    if not key(line) or _LETTER.search(line) is None:
        raise GlossaryError(f"that {what} has no letters in it.")
    return line


def _line(text: str, what: str, most: int) -> str:
    # Half a surrogate pair cannot be kept.
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    if len(line) > most:
        raise GlossaryError(
            f"that {what} is {len(line)} characters long; at most {most} are kept. Please shorten it."
        )
    return line


def _undoable_since() -> dt.datetime:
    return dt.datetime.now(dt.UTC) - _UNDO_FOR
