"""Put an answer together: fold what is said twice, let every document speak, decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.answers.definitions import defines
from retrieval.answers.quoting import ChosenQuote, choose_quote
from retrieval.domain import Answer, NoAnswer, Outcome, Quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from retrieval.domain import Document, Passage, Reply

_MAX_QUOTES = 5
_MAX_FROM_ONE_DOCUMENT = 2
"""Quotes of one document, as long as others have something to say."""
_WORTH_SHARE = 0.6
"""A passage with less than this share of the best one's score is not worth quoting."""
_DEFINITION_BONUS = 0.3
"""What a sentence that says what something is gains when that was asked."""
_SAME_WORDS = 0.8
"""Two quotes whose sets of three-word runs overlap by this Jaccard index say the same."""
_SAME_WORDS_IF_NEAR = 0.3
"""The same for quotes of two documents that as a whole say nearly the same: each may have been
quoted from a sentence earlier or later on."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its text."""

    document: Document
    passage: Passage
    score: float
    cosine: float
    sentence_cosines: tuple[float, ...]


def compose(
    found: Sequence[Found], coverage: Callable[[str], float], names: Sequence[str] = ()
) -> tuple[Quote, ...]:
    """Choose the quotes for a question, best first.

    :param found: hits in order of rank.
    :param coverage: share, 0 to 1, of the question's words (by weight) that a text has.
    :param names: if the question asks what something is, its names; sentences that say what it
        is come first.
    """
    if not found:
        return ()
    worth = [hit for hit in found if hit.score >= _WORTH_SHARE * found[0].score]
    chosen = [(hit, _choose(hit, coverage, names)) for hit in worth]
    # What a reader says below an article comes after what anybody has published.
    chosen.sort(
        key=lambda pair: (pair[0].passage.comment is None, pair[0].score + pair[1].bonus),
        reverse=True,
    )
    quotes = _fold(_quote(hit, choice) for hit, choice in chosen)
    return tuple(_spread(quotes)[:_MAX_QUOTES])


def decide(
    question: str,
    quotes: tuple[Quote, ...],
    probability: float,
    *,
    answered_from: float,
    possible_from: float,
) -> Reply:
    """Return an answer, a possible answer or none, by the probability that the documents do."""
    if not quotes or probability < possible_from:
        return NoAnswer(question, probability, quotes)
    outcome = Outcome.ANSWERED if probability >= answered_from else Outcome.POSSIBLE
    return Answer(question, probability, quotes, outcome)


def _choose(hit: Found, coverage: Callable[[str], float], names: Sequence[str]) -> ChosenQuote:
    def bonus(sentence: str) -> float:
        return _DEFINITION_BONUS if names and defines(sentence, names) else 0.0

    return choose_quote(hit.passage, hit.sentence_cosines, coverage, bonus)


def _quote(hit: Found, chosen: ChosenQuote) -> Quote:
    start, end = chosen.span
    return Quote(
        document=hit.document,
        start=start,
        end=end,
        text=hit.document.text[start:end],
        heading=hit.passage.heading,
        page=_page(hit.passage, start),
        best=chosen.best,
        comment=hit.passage.comment,
    )


def _page(passage: Passage, start: int) -> int | None:
    """Return the page on which the sentence that begins at ``start`` begins."""
    pages = zip(passage.sentences, passage.pages, strict=True)
    return next(page for sentence, page in pages if sentence.start == start)


def _fold(quotes: Iterable[Quote]) -> list[Quote]:
    """Keep one of the quotes that say the same; the others become its ``also_in``."""
    kept: list[tuple[Quote, set[tuple[str, ...]]]] = []
    for quote in quotes:
        runs = _three_word_runs(quote.text)
        for position, (earlier, earlier_runs) in enumerate(kept):
            near = quote.document.id in earlier.document.near
            share = _SAME_WORDS_IF_NEAR if near else _SAME_WORDS
            if len(runs & earlier_runs) >= share * len(runs | earlier_runs):
                if quote.document.id != earlier.document.id:
                    also = quote.source
                    folded = replace(earlier, also_in=(*earlier.also_in, also))
                    kept[position] = (folded, earlier_runs)
                break
        else:
            kept.append((quote, runs))
    return [quote for quote, _ in kept]


def _three_word_runs(text: str) -> set[tuple[str, ...]]:
    words = [word.strip(".,;:!?\"'“”‘’()[]").casefold() for word in text.split()]
    size = min(3, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def _spread(quotes: Sequence[Quote]) -> list[Quote]:
    """Move what goes beyond a document's share behind the quotes of other documents.

    Documents that say nearly the same share one.
    """
    taken: dict[int, int] = {}
    within: list[Quote] = []
    beyond: list[Quote] = []
    for quote in quotes:
        group = min({quote.document.id, *quote.document.near})
        count = taken[group] = taken.get(group, 0) + 1
        (within if count <= _MAX_FROM_ONE_DOCUMENT else beyond).append(quote)
    return within + beyond
