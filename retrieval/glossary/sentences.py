"""What one sentence says about short forms and names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from retrieval.domain import EntryKind
from retrieval.glossary.forms import (
    SHORT,
    is_short,
    long_after,
    long_before,
    singular,
    singular_short,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Said(NamedTuple):
    """What a sentence says: that a term is a longer one, or what the term is."""

    term: str
    meaning: str | None
    """The long form of a short one; ``None`` where the sentence itself is the meaning."""
    kind: EntryKind
    leans: bool = False
    """It needs the sentence before it: "This is called ..."."""


OPEN, CLOSE = "['‘“\"]", "['’”\"]"
INSIDE = r"(?:[^'‘’“”\"()\n]|['’](?=\w))"
"""A character within quotation marks; an apostrophe has a letter behind it."""
_LEAD = (
    r"(?:(?:the|a|an|or|now|hereafter|henceforth|formerly|previously|also|often|sometimes|usually"
    r"|known as|called|abbreviated(?: to| as)?|shortened to|abbreviation|acronym)\s*:?\s+)*"
)
_BRACKETED = re.compile(
    rf"[(\[]\s*{_LEAD}{OPEN}?(?P<short>{SHORT}){CLOSE}?(?:\s+for short)?\s*(?=[)\],;]|\bor\b)"
)
_REVERSED = re.compile(
    rf"(?<![\w(])(?P<short>{SHORT}){CLOSE}?\s*[(]{OPEN}?(?P<long>[^()]{{3,150}}?){CLOSE}?[)]"
)
_BEHIND = re.compile(
    rf",?\s+(?:(?:also |often |sometimes |usually |better |commonly )?known as|(?:which is |is )?"
    rf"abbreviated (?:to|as)|shortened to|or(?: just| simply)?|(?:also |often |sometimes )?called)"
    rf"\s+(?:the\s+|an?\s+)?{OPEN}?(?P<short>{SHORT})\b{CLOSE}?"
)
_STANDS_FOR = re.compile(
    rf"\b(?P<short>{SHORT}){CLOSE}?\s+(?:(?:can |may )?stands? for|is short for|means"
    rf"|is (?:an?|the) (?:abbreviation|acronym|short form) (?:of|for))\s+(?:an?\s+|the\s+)?{OPEN}?"
)

_PASSIVE = (
    r"(?:(?:\b(?:is|are|was|were|be|been|being|sometimes|often|usually|also|commonly|legally"
    r"|formally|otherwise|previously|formerly|better|generally)|[(,–—-])\s*)"
)
_NAMING = r"(?:known as|called|referred to as|termed)"
_QUOTED = rf"(?:an?\s+|the\s+|your\s+)?{OPEN}(?P<quoted>{INSIDE}{{2,60}}){CLOSE}"
_BARE = (
    r"(?!(?:up|out|on|off|in|into|to|or|for|upon|by|back|being|it|him|her|them|us|me"
    r"|this|that|these|those)\b)"
    r"(?P<bare>(?:an?\s+|the\s+|your\s+)?[^\W_](?:[^.,;:()'‘’“”\"\n–—]|['’](?=\w|\s\w)){1,60})"
)
_NAMED = re.compile(
    rf"{_PASSIVE}{_NAMING}\s+(?:asking for\s+|making\s+)?(?:{_QUOTED}|{_BARE})", re.IGNORECASE
)
_NOUN_CALLED = re.compile(rf"\b(?:an?|the)\s+(?:[\w-]+\s+){{1,3}}(?:called|named)\s+{_QUOTED}")
_QUOTED_BEHIND = re.compile(rf"[^\W_]\s[(]{OPEN}(?P<quoted>{INSIDE}{{3,40}}){CLOSE}[)]")
_ANOTHER = re.compile(rf"\s+(?:or|and)\s+(?:an?\s+|the\s+)?{OPEN}(?P<quoted>{INSIDE}+){CLOSE}")
_BARE_END = re.compile(
    r"\s+(?:(?:and|or)\s+(?:an?|the|you|it|they|we|must|can|may|will|is|are|has|have)|-|in|if|when"
    r"|which|that|who|but|because|short|to|for|from|on|by|at|as|with|where|is|are"
    r"|was|were|can|may|must|will)\b.*|\s+-\s.*",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(
    r"^(?:(?:simply|variously|collectively|commonly|formally|officially)\s+)?"
    r"(?:(?:an?|the|your|its|their|his|her|asking for|making)\s+)?|\s+respectively$",
    re.IGNORECASE,
)
_LEANS = re.compile(r"^(?:This|These|It|They|That|Those|He|She)\b(?! of)")
_MAX_TERM_WORDS = 6


def said_in(sentence: str) -> Iterator[Said]:
    """Yield what a sentence says about short forms and about names, each once."""
    yield from dict.fromkeys((*_pairs(sentence), *_named(sentence)))


def _pairs(sentence: str) -> Iterator[Said]:
    for match in _with_capital(_BRACKETED, sentence):
        long = long_before(match["short"], sentence[: match.start()])
        yield from _pair(match["short"], long, EntryKind.BRACKETED)
    for match in _with_capital(_REVERSED, sentence):
        long = long_after(match["short"], match["long"], whole=True)
        yield from _pair(match["short"], long, EntryKind.BRACKETED)
    for match in _with_capital(_BEHIND, sentence):
        long = long_before(match["short"], sentence[: match.start()], strict=True)
        yield from _pair(match["short"], long, EntryKind.NAMED)
    for match in _with_capital(_STANDS_FOR, sentence):
        long = long_after(match["short"], sentence[match.end() :])
        if long is not None:
            yield from _pair(match["short"], long, EntryKind.NAMED)
        elif is_short(match["short"]) and "means" not in match.group():
            yield Said(singular_short(match["short"]), None, EntryKind.NAMED)


def _with_capital(pattern: re.Pattern[str], sentence: str) -> Iterator[re.Match[str]]:
    for match in pattern.finditer(sentence):
        if not match["short"].islower():
            yield match


def _pair(short: str, long: str | None, kind: EntryKind) -> Iterator[Said]:
    # "Hib" has one capital only, so every letter of it has to be a word's own.
    if long is None or not (is_short(short) or (short[0].isupper() and len(long.split()) > 1)):
        return
    one = singular_short(short)
    yield Said(one, singular(long) if one != short else " ".join(long.split()), kind)


def _named(sentence: str) -> Iterator[Said]:
    for pattern in (_NAMED, _NOUN_CALLED, _QUOTED_BEHIND):
        for match in pattern.finditer(sentence):
            found = match.groupdict()
            terms = [found["quoted"] or _BARE_END.sub("", found.get("bare") or "")]
            if found["quoted"]:
                end = match.end()
                while another := _ANOTHER.match(sentence, end):
                    terms.append(another["quoted"])
                    end = another.end()
            for term in terms:
                name = _ARTICLE.sub("", " ".join(term.split())).strip(" -,.;:")
                if name and len(name.split()) <= _MAX_TERM_WORDS and any(map(str.isalpha, name)):
                    leans = bool(_LEANS.match(sentence))
                    yield Said(name, None, EntryKind.NAMED, leans)
