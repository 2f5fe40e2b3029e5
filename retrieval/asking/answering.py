"""From a question to hits with their texts, over all libraries that a guild sees."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.answers import (
    Found,
    SentenceMatch,
    covered,
    defined_term,
    unknown_names,
    unknown_words,
)
from retrieval.asking.courtesies import without_courtesies
from retrieval.asking.found import DEPTH, FoundPassages, Term
from retrieval.asking.lacking import Lacking
from retrieval.asking.texts import Texts
from retrieval.asking.vocabulary import Vocabulary
from retrieval.domain import NoAnswer, Outcome
from retrieval.errors import QuestionError
from retrieval.glossary import OwnTerms, expand, meanings_in, other_wordings, written_out
from retrieval.search import search, stems
from retrieval.timing import Stage, StageTimes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from retrieval.answers import Evidence
    from retrieval.catalogue import DocumentStore
    from retrieval.domain import Reply
    from retrieval.domain.hits import Hit
    from retrieval.search import Generation, LexicalIndex, QuestionEncoder, TokenCounts
    from retrieval.serving.generations import Generations

_AT_ONCE = 2
"""Questions that are worked on at the same moment. Python runs one thread at a time: more of them
would be no faster, and what else the process has to do would get a turn after all of them. A second
one runs while the first is in the database or in a product of matrices."""

_NO_OWN_TERMS = OwnTerms()


@dataclass(frozen=True, slots=True)
class Trace:
    """A reply, and what it came from."""

    reply: Reply
    hits: tuple[Found, ...]
    """The passages that were found, best first."""
    evidence: Evidence | None
    """What the probability was computed from; ``None`` where nothing was found."""


class Asking:
    """Runs a question through the search."""

    def __init__(
        self,
        documents: DocumentStore,
        generations: Generations,
        encoder: QuestionEncoder,
        count: TokenCounts,
        *,
        weights: Mapping[str, float],
        times: StageTimes,
    ) -> None:
        """Use the parts that a library owns.

        :param count: counts the word pieces of the model that questions are encoded with.
        :param weights: of the features, as they were fitted for that model.
        :param times: is told how long the stages take.
        """
        self.turns = threading.Semaphore(_AT_ONCE)
        """Held for what keeps a processor busy; not while the model or an index is waited for."""
        self._count = count
        self._weights = weights
        self._times = times
        self._documents = documents
        self._texts = Texts(documents)
        self._generations = generations
        self._encoder = encoder

    def check(self, question: str, max_characters: int) -> str:
        """Return the question in one line, as text that can be encoded, without greeting and thanks.

        :raises QuestionError: if it is empty or too long.
        """
        # Half a surrogate pair would fail the questions of others in the same batch.
        written = " ".join(question.encode("utf-8", "replace").decode().split())
        if not any(character.isalnum() for character in written):
            raise QuestionError(
                "that question has no words in it; ask for example: what is an STP?"
            )
        if len(written) > max_characters:
            raise QuestionError(
                f"that question is {len(written)} characters long; the longest that can be "
                f"searched for is {max_characters}. Please shorten it."
            )
        asked = without_courtesies(written)
        if not asked:
            raise QuestionError("nothing is asked in that; ask for example: what is an STP?")
        return asked

    def find(
        self,
        question: str,
        libraries: Sequence[str],
        within: Collection[int] | None = None,
        depth: int = DEPTH,
        own: OwnTerms = _NO_OWN_TERMS,
    ) -> FoundPassages:
        """Search the libraries together.

        Once more if something that was found is replaced at this moment, since its new version
        may say it as well.

        :param within: ids of the documents to search in; all of them where not given.
        :param depth: hits that come with their texts.
        :param own: what moderators say that terms mean.
        """
        current = self._current(libraries, wait=False)
        found, is_whole = self._find(question, current, within, depth, own)
        if is_whole:
            return found
        renewed = self._current(libraries, wait=True)
        # The same while a job is at work; see Generations.
        if [*map(id, renewed.values())] == [*map(id, current.values())]:
            return found
        return self._find(question, renewed, within, depth, own)[0]

    def explain(
        self,
        reply: Reply,
        found: FoundPassages,
        libraries: Sequence[str],
        own: OwnTerms = _NO_OWN_TERMS,
    ) -> Reply:
        """Return a reply that also tells, where it is no sure answer, what the documents lack and have.

        None is sure if the question names what no document does: each word of a name stands in many
        that have never heard of it.

        :param own: what moderators say that terms mean.
        """
        # What was found has most names already, and nothing is looked up for a sure answer.
        elsewhere = unknown_names(found.question, stems, found.has_name)
        if reply.outcome is Outcome.ANSWERED and not elsewhere:
            return reply
        generations = list(self._current(libraries, wait=False).values())
        if not generations:
            return reply
        lacking = Lacking(self._documents, libraries, generations, own)
        names = lacking.names(found.question) if elsewhere else []
        if reply.outcome is Outcome.ANSWERED and not names:
            return reply
        unknown = lacking.words(found.question, names)
        if isinstance(reply, NoAnswer):
            return replace(reply, covered=covered(found.hits), unknown_words=unknown)
        quotes = reply.quotes
        if names:
            # No sentence answers about something that none of them names.
            quotes = tuple(replace(quote, best=None) for quote in quotes)
        return replace(reply, outcome=Outcome.POSSIBLE, quotes=quotes, unknown_words=unknown)

    def _current(self, libraries: Sequence[str], *, wait: bool) -> dict[str, Generation]:
        found = {name: self._generations.current(name, wait=wait) for name in libraries}
        return {name: generation for name, generation in found.items() if generation is not None}

    def _find(
        self,
        question: str,
        current: Mapping[str, Generation],
        within: Collection[int] | None,
        depth: int,
        own: OwnTerms,
    ) -> tuple[FoundPassages, bool]:
        """Search, and tell whether all that was found is still in the catalogue."""
        generations = list(current.values())
        if not generations:
            return FoundPassages(question, [], [], {}, []), True
        with self.turns:
            asked = self._corrected(question, generations, own)
            forms = own.forms([generation.glossary for generation in generations])
            meanings = meanings_in(asked, forms.longs)
            asks_meaning = defined_term(asked, meanings.__contains__) is not None
            # Long forms help to find what defines an acronym; in any other question they outweigh
            # what is asked about it, and stand in for the short form only.
            known = self._in_known_words(asked, meanings, generations, own)
            expanded = expand(known, meanings) if asks_meaning else known
            wordings = [expanded, *other_wordings(asked, forms)]
            # Of several libraries the largest knows best how rare a word is.
            largest = max(generations, key=lambda generation: generation.lexical.rows)
            terms = _terms(asked, meanings, largest.lexical)
        with self._times.measure(Stage.ENCODE):
            encoded = self._encoder.encode(expanded)
        with self._times.measure(Stage.SEARCH), self.turns:
            candidates = search(
                generations,
                encoded,
                [stems(wording) for wording in wordings],
                within=within,
                weights=self._weights,
            )
            found = self._with_texts(candidates[:depth], list(current))
        is_whole = len(found) == len(candidates[:depth])
        return FoundPassages(question, found, terms, meanings, candidates), is_whole

    def _corrected(self, question: str, generations: Sequence[Generation], own: OwnTerms) -> str:
        """Return a question with what was mistyped spelt as the documents spell it.

        A name stays, and so does a word that moderators explain, or that the model knows whole: it
        is one, though no document has it.
        """
        vocabulary = Vocabulary(generations, self._documents)

        def near(word: str) -> Iterable[str]:
            # Looked up in the texts, which takes long, only for what may be replaced.
            stays = not word.islower() or self.is_word(word) or own.knows(word)
            return () if stays else vocabulary.near(word)

        for unknown in unknown_words(question, stems, vocabulary.has, near):
            if unknown.did_you_mean is not None:
                question = question.replace(unknown.word, unknown.did_you_mean)
        return question

    def _in_known_words(
        self,
        question: str,
        meanings: Mapping[str, list[str]],
        generations: Sequence[Generation],
        own: OwnTerms,
    ) -> str:
        """Return a question with the short forms written out that moderators alone know.

        To the model a short form that no document has is a noise, which nothing resembles.
        """
        has = Vocabulary(generations, self._documents).has
        unknown = {
            short: longs
            for short, longs in meanings.items()
            if own.knows(short) and not any(map(has, stems(short)))
        }
        return written_out(question, unknown) if unknown else question

    def is_word(self, word: str) -> bool:
        """Tell whether the model knows a word whole, as it does those that are often written."""
        return self._count([word]) == [1]

    def _with_texts(self, hits: Sequence[Hit], libraries: Sequence[str]) -> list[Found]:
        wanted = [(hit.document_id, hit.passage_id) for hit in hits]
        texts = self._texts.read(wanted, libraries)
        return [
            Found(
                *texts[hit.passage_id],
                hit.passage_id,
                hit.score,
                tuple(map(SentenceMatch, hit.sentence_cosines, hit.sentence_pieces)),
            )
            for hit in hits
            # A document may have been removed a moment ago.
            if hit.passage_id in texts
        ]


def _terms(question: str, meanings: Mapping[str, list[str]], lexical: LexicalIndex) -> list[Term]:
    long_forms = {
        short: [frozenset(stems(long)) for long in longs]
        for token, longs in meanings.items()
        for short in stems(token)
    }
    words = list(dict.fromkeys(stems(question)))
    return [
        Term(float(weight), (frozenset({word}), *long_forms.get(word, [])))
        for word, weight in zip(words, lexical.idf(words), strict=True)
    ]
