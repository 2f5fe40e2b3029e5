"""What a search found for a question, and the quotes and the evidence in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import TYPE_CHECKING

from retrieval.answers import asked_time, compose, defined_term, has_count, weigh
from retrieval.asking.naming import has_name
from retrieval.search import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.answers import Evidence, Found
    from retrieval.domain import Quote
    from retrieval.domain.hits import Hit

DEPTH = 20
"""Passages from which the quotes are chosen."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question: what it weighs, and the sets of stems that stand for it."""

    weight: float
    """Inverse document frequency."""
    forms: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class FoundPassages:
    """What a search found, and what it was found with."""

    question: str
    hits: list[Found]
    terms: list[Term]
    meanings: dict[str, list[str]]
    """Long forms of the acronyms of the question."""
    candidates: list[Hit]
    """All that was ranked, best first; ``hits`` are the first of these, with their texts."""

    def coverage(self, text: str) -> float:
        """Return the share, 0 to 1, of the question's words (by weight) that a text has."""
        present = _stems_of_sentence(text)
        total = covered = 0.0
        for term in self.terms:
            total += term.weight
            if any(form <= present for form in term.forms):
                covered += term.weight
        return covered / total if total else 0.0

    def may_answer(self, quote: Quote, about: str = "") -> bool:
        """Tell whether a quote may be called an answer, by what it has to mention.

        :param about: words of which it has to have one.
        """
        places = "\n".join((quote.document.title, *quote.heading))

        def share(words: str, text: str) -> float:
            return self._share(words, f"{places}\n{text}")

        return share(about, quote.text) > 0 and has_count(self.question, quote.text, share)

    def _share(self, words: str, text: str) -> float:
        """Return the share, 0 to 1, of some words of the question that a text has.

        A short form stands for its long one. Words that mean nothing are in every text.
        """
        wanted = set(stems(words))
        terms = [term for term in self.terms if term.forms[0] <= wanted]
        if not terms:
            return 1.0
        present = set(stems(text))
        return fmean(any(form <= present for form in term.forms) for term in terms)

    def has_name(self, name: Sequence[str]) -> bool:
        """Tell whether one of the passages has a name; see ``naming.has_name``."""
        return any(has_name(hit.document, hit.passage, name) for hit in self.hits)

    def names(self) -> list[str]:
        """Return what a question for a meaning asks the meaning of, in all its forms."""
        term = defined_term(self.question, self.meanings.__contains__)
        return [] if term is None else [term, *self.meanings.get(term, [])]

    def quotes(self) -> tuple[Quote, ...]:
        """Choose the quotes, best first."""
        return compose(self.hits[:DEPTH], self.coverage, self.names(), asked_time(self.question))

    def evidence(self, quotes: Sequence[Quote]) -> Evidence:
        """Return what speaks for the documents answering the question, the first quote above all."""
        first = quotes[0]
        passage_id = next(
            hit.passage_id
            for hit in self.hits
            if hit.document.id == first.document.id
            and hit.passage.start <= first.start
            and first.end <= hit.passage.end
        )
        best = next(hit for hit in self.candidates if hit.passage_id == passage_id)
        return weigh(self.candidates, best)


@lru_cache(4096)
def _stems_of_sentence(text: str) -> frozenset[str]:
    # Questions find the same passages again and again.
    return frozenset(stems(text))
