"""Put an answer together: fold what is said twice, let every publisher speak, decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from retrieval.answers.definitions import defines
from retrieval.answers.quoting import ChosenQuote, SentenceMatch, choose_quote
from retrieval.answers.repeating import Said
from retrieval.answers.timeliness import ANY_TIME, Dated, bonuses
from retrieval.domain import Answer, NoAnswer, Outcome, Quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from retrieval.answers.calibration import Thresholds
    from retrieval.answers.timeliness import AskedTime
    from retrieval.domain import Document, Passage, Reply

_MAX_QUOTES = 5
_MAX_FROM_ONE_DOCUMENT = 2
"""Quotes of one document, as long as others have something to say."""
_WORTH_SHARE = 0.6
"""A passage with less than this share of the best one's score is not worth quoting."""
_NEARLY_THE_BEST = 0.9
"""A quote with this share of the best one's score speaks to the same point about as well."""
_COMMENT_MALUS = 0.2
"""What a reader's comment loses: it comes after what was published on the same point, and before
what is about something else."""
_DEFINITION_BONUS = 0.3
"""What a sentence that says what something is gains when that was asked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its text."""

    document: Document
    passage: Passage
    passage_id: int
    score: float
    sentences: tuple[SentenceMatch, ...]


class _Ranked(NamedTuple):
    """A quote, and the score that it is ranked by."""

    quote: Quote
    score: float


def compose(
    found: Sequence[Found],
    coverage: Callable[[str], float],
    names: Sequence[str] = (),
    asked: AskedTime = ANY_TIME,
) -> tuple[Quote, ...]:
    """Choose the quotes for a question, best first.

    :param found: hits in order of rank.
    :param coverage: share, 0 to 1, of the question's words (by weight) that a text has.
    :param names: if the question asks what something is, its names; sentences that say what it
        is come first.
    :param asked: what the question asks of time; where that is nothing, dates do not count.
    """
    if not found:
        return ()
    worth = [hit for hit in found if hit.score >= _WORTH_SHARE * found[0].score]
    ranked = []
    for hit, timely in zip(worth, bonuses(asked, [_dated(hit) for hit in worth]), strict=True):
        choice = _choose(hit, coverage, names)
        score = hit.score + choice.bonus + timely
        if hit.passage.comment is not None:
            score -= _COMMENT_MALUS
        ranked.append(_Ranked(_quote(hit, choice), score))
    ranked.sort(key=lambda each: each.score, reverse=True)
    return tuple(_side_by_side(_spread(_fold(ranked)))[:_MAX_QUOTES])


def decide(
    question: str, quotes: tuple[Quote, ...], probability: float, thresholds: Thresholds
) -> Reply:
    """Return an answer, a possible answer or none, by the probability that the documents do."""
    if not quotes or probability < thresholds.possible_from:
        return NoAnswer(question, probability, quotes)
    sure = probability >= thresholds.answered_from
    return Answer(question, probability, quotes, Outcome.ANSWERED if sure else Outcome.POSSIBLE)


def _dated(hit: Found) -> Dated:
    comment = hit.passage.comment
    date = comment.date if comment else hit.document.metadata.date
    return Dated(date, "\n".join((hit.document.title, *hit.passage.heading, hit.passage.text)))


def _choose(hit: Found, coverage: Callable[[str], float], names: Sequence[str]) -> ChosenQuote:
    def bonus(sentence: str) -> float:
        return _DEFINITION_BONUS if names and defines(sentence, names) else 0.0

    return choose_quote(hit.passage, hit.sentences, coverage, bonus)


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


def _fold(ranked: Iterable[_Ranked]) -> list[_Ranked]:
    """Keep one of the quotes that say the same; the others become its ``also_in``."""
    kept: list[tuple[_Ranked, Said]] = []
    for each in ranked:
        quote, said = each.quote, _said(each.quote)
        for position, ((earlier, score), earlier_said) in enumerate(kept):
            near = quote.document.id in earlier.document.near
            if said.repeats(earlier_said, near=near):
                if quote.document.id != earlier.document.id:
                    also = quote.source
                    folded = replace(earlier, also_in=(*earlier.also_in, also))
                    kept[position] = (_Ranked(folded, score), earlier_said)
                break
        else:
            kept.append((each, said))
    return [each for each, _ in kept]


def _said(quote: Quote) -> Said:
    start, end = quote.best or (quote.start, quote.end)
    return Said(quote.text, quote.document.text[start:end])


def _spread(ranked: Iterable[_Ranked]) -> list[_Ranked]:
    """Move what goes beyond a document's share behind the quotes of other documents.

    Documents that say nearly the same share one.
    """
    taken: dict[int, int] = {}
    within: list[_Ranked] = []
    beyond: list[_Ranked] = []
    for each in ranked:
        group = min({each.quote.document.id, *each.quote.document.near})
        count = taken[group] = taken.get(group, 0) + 1
        (within if count <= _MAX_FROM_ONE_DOCUMENT else beyond).append(each)
    return within + beyond


def _side_by_side(ranked: Sequence[_Ranked]) -> list[Quote]:
    """Put what other publishers say about as well directly behind the best quote.

    Where publishers disagree, nobody should have to turn pages of one to learn of the other. A
    publisher that is not known is not known to be another one.
    """
    if not ranked:
        return []
    best = ranked[0]
    heard = {best.quote.source.publisher, None}
    first, rest = [best.quote], []
    for quote, score in ranked[1:]:
        publisher = quote.source.publisher
        if publisher not in heard and score >= _NEARLY_THE_BEST * best.score:
            heard.add(publisher)
            first.append(quote)
        else:
            rest.append(quote)
    return first + rest
