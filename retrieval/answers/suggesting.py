"""What to tell a member whose question is not answered: what there is, and which words are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bm25s.stopwords import STOPWORDS_EN_PLUS
from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.domain import UnknownWord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from retrieval.answers.composing import Found

_MOST_COVERED = 4
"""Topics that are named; more of them would not be read."""
_MOST_UNKNOWN = 4
_SHORTEST_TO_CORRECT = 5
"""Of a word with fewer letters almost any other one is a near one."""
_CLOSE = 0.8
"""Least share of a word's letters that stay when it is turned into another one."""
_FUNCTION_WORDS = frozenset(STOPWORDS_EN_PLUS)
"""Words such as "which", whose absence from a small library tells nothing."""
_VERBS = frozenset(
    (  # noqa: SIM905 - on one line each they would fill a page.
        "ask call came come could describe explain find found gave get give go got happen help keep "
        "kept knew know let like look made make mean meant might must need put said say see seem show "
        "take tell think thought told took try use want went work would"
    ).split()
)
"""The same of verbs that questions are asked with."""
_BELOW = " \u203a "
_WORD = re.compile(r"\w\w+(?:['’-]\w+)*")
_LINK = re.compile(r"\s+(?:of\s+(?:the\s+)?)?")
"""What stands between two words of one name, as in "Royal College of Nursing"."""


def covered(found: Iterable[Found]) -> tuple[str, ...]:
    """Return what the nearest passages are about: title and headings on one line, nearest first.

    A passage below no heading is about nothing in particular, and what readers say below an
    article is not what it is about.
    """
    topics: dict[str, None] = {}
    for hit in found:
        title, *headings = (" ".join(place.split()) for place in _places(hit))
        if hit.passage.comment is None and headings and headings != [title]:
            topics[_BELOW.join(dict.fromkeys((title, *headings)))] = None
    return tuple(topics)[:_MOST_COVERED]


def _places(hit: Found) -> tuple[str, ...]:
    return hit.document.title, *hit.passage.heading


def unknown_words(
    question: str,
    stems: Callable[[str], Sequence[str]],
    is_known: Callable[[str], bool],
    near: Callable[[str], Iterable[str]],
) -> tuple[UnknownWord, ...]:
    """Return the words of a question that stand in no document, as they were typed, in order.

    :param stems: the stems of a text, without stop words.
    :param is_known: whether a stem stands in a document.
    :param near: words of the documents that resemble a word, in any order, looked up only where
        they are wanted; the closest is asked for, if it is close.
    """
    missing: dict[str, str] = {}
    for word in _WORD.findall(question):
        found = () if word.casefold() in _FUNCTION_WORDS else stems(word)
        if not _VERBS.isdisjoint(found):
            continue
        # Of a compound such as "means-tested", one known part is enough.
        if found and not any(map(is_known, found)):
            missing.setdefault(word.casefold(), word)
    return tuple(
        UnknownWord(word, closest(word, near(word)))
        for word in list(missing.values())[:_MOST_UNKNOWN]
    )


def unknown_names(
    question: str,
    stems: Callable[[str], Sequence[str]],
    is_known: Callable[[Sequence[str]], bool],
) -> tuple[str, ...]:
    """Return the names of a question that stand in no document, as they were typed, in order.

    A name is several words in a row with capitals. Each of "Better Care Fund" stands in many
    documents that have never heard of it. In a question with capitals all over, none is one.

    :param stems: the stems of a text, without stop words.
    :param is_known: whether the stems of a name stand together in a document.
    """
    words = list(_WORD.finditer(question))
    if any(_is_function(word) and word.group()[0].isupper() for word in words[1:]):
        return ()
    runs: list[list[re.Match[str]]] = []
    for word in words:
        if not word.group()[0].isupper() or _is_function(word):
            continue
        if runs and _LINK.fullmatch(question, runs[-1][-1].end(), word.start()):
            runs[-1].append(word)
        else:
            runs.append([word])
    names = []
    for run in runs:
        # The first word of a question has a capital also where it is not part of the name after it.
        sure = run[run[0] is words[0] :]
        if len(sure) > 1 and not is_known(stems(question[sure[0].start() : sure[-1].end()])):
            names.append(question[run[0].start() : run[-1].end()])
    return tuple(dict.fromkeys(names))[:_MOST_UNKNOWN]


def _is_function(word: re.Match[str]) -> bool:
    return word.group().casefold() in _FUNCTION_WORDS


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that a word is most likely a misspelling of, or ``None``.

    Measured by optimal string alignment, in which neighbouring letters that changed places count
    once.
    """
    if len(word) < _SHORTEST_TO_CORRECT or not word.isalpha():
        return None
    found = process.extractOne(
        word.casefold(),
        {candidate: candidate.casefold() for candidate in candidates},
        scorer=OSA.normalized_similarity,
        score_cutoff=_CLOSE,
    )
    return None if found is None else str(found[2])
