"""Sentences that say what a thing is, for names that are worth looking up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.domain import EntryKind
from retrieval.glossary.forms import SHORT, is_short, singular_short
from retrieval.glossary.sentences import CLOSE, OPEN, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HEAD = r"[^\W_][\w'’&-]*(?:,?\s+[\w'’&-]+){0,7}?"
_ADVERB = r"(?:therefore|usually|normally|also|simply|basically|often|now)\s+"
_IS = re.compile(
    rf"^(?P<article>An?\s+|The\s+)?(?P<head>{_HEAD})(?:\s*[(](?P<short>[^()]{{2,60}})[)])?\s+"
    rf"(?:is|are|was|were|means?)\s+(?:{_ADVERB})?"
    r"(?P<what>(?:an?|the|any|one of the)\s+(?!most\b|best\b|only\b|same\b|first\b|last\b|key\b)"
    r"(?P<rest>.{8,}))",
    re.DOTALL,
)
_MEANS = re.compile(r"['‘“\"](?P<quoted>[^'‘’“”\"()\n]{2,60})['’”\"]\s+means?\s+(?!that\b)\w")
_BESIDE = re.compile(
    rf"(?:(?P<short>{SHORT})|(?P<long>[^\W\d_][\w'’&-]*(?:\s+[\w'’&-]+){{1,6}}?)\s*"
    rf"[(](?P<inner>{SHORT})[)]),\s+(?:the|an?)\s+(?:[\w'‘’“”-]+\s+){{1,4}}?"
    r"(?:of|on|for|that|which|who|being|responsible)\b"
)
_DASHED = re.compile(
    rf"^(?:[-•*]\s+)?(?:an?\s+|the\s+)?{OPEN}?(?P<head>{_HEAD}){CLOSE}?(?:\s*[(][^()]{{2,60}}[)]"
    r"(?P<more>(?:\s+[\w-]+){0,3}))?\s+[-–—]\s+(?P<what>[a-z]+)\s"
)
_GLOSSED = re.compile(
    r"\b(?:the|an?|your|their|his|her|its)\s+(?P<head>(?:[\w'’-]+\s+){1,3}?)"
    r"[(](?:what|meaning|which means|that is|i\.?e\.?)\b"
)
_YOU_ARE = re.compile(
    rf"\b(?:you|they)(?:\s+are|['’]re)\s+(?:the|an?|their|your)\s+{OPEN}(?P<quoted>[^'‘’“”\"()]+)"
    rf"{CLOSE}",
    re.IGNORECASE,
)
_THIS_IS = re.compile(r"^This is (?:an?|the)\s+(?!most\b|same\b|only\b|first\b|last\b)\w")
_ENDS_WITH = re.compile(
    r"\b(?:the|an?|your|their)\s+(?P<head>(?:[a-z][\w'’-]*\s+){0,2}[a-z][\w'’-]*)[.]$"
)
_APPOSED = re.compile(r"[A-Z]s?[)]?,\s+(?:the|an?)\s")
"""Has to stand in a sentence for ``_BESIDE`` to be worth its time."""
_FRONTED = re.compile(
    r"^(?:in|for|at|on|by|with|according|after|before|under|from|within|like|unlike|to|when|while"
    r"|if|as|of|since|during)\b[^,]*$",
    re.IGNORECASE,
)
_GENUS = re.compile(r"\b(?:who|that|which|where|whose|made|used|given|paid|led|intended|run)\b")
_NOT_HEAD = re.compile(
    r"\b(?:it|this|that|these|those|there|they|he|she|we|you|i|what|who|which|one|here|all|both|each"
    r"|such|another|other|most|some|many|your|their|our|his|her|my|its|is|are|was|were|be|has|have"
    r"|had|if|when|where|because|but|so|not|no|only|more|about|from|with|to|will|would|can|could"
    r"|should|must|may|do|does|did|said|says|problem|reason|aim|result|purpose|idea|truth|point"
    r"|question|answer|example|way|difference|rest|number|date|deadline|cost|following)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\b(?:in|on|at|by|under|between|among)\b", re.IGNORECASE)
_MAX_GENERIC_WORDS = 3
_MIN_LETTERS = 3


def defined_in(sentence: str, before: str, is_known: Callable[[str], bool]) -> Iterator[Said]:
    """Yield the names of which a sentence says what they are.

    "An X is a ...", "X means ..." and "X, the ... of" count where X is known to have a short form,
    is one, or is written as a name; any other X only where what follows tells one kind of thing
    from others ("a person who", "any treatment that"), since most sentences of that form define
    nothing.

    :param before: the sentence before it, of which "This is a ..." may define the last words.
    """
    match = _IS.match(sentence)
    if match is not None and _is_name(match, is_known):
        yield Said(_written(match["head"]), None, EntryKind.DEFINED)
    for quoted in _MEANS.finditer(sentence):
        yield Said(quoted["quoted"].strip(), None, EntryKind.DEFINED)
    for quoted in _YOU_ARE.finditer(sentence):
        yield Said(quoted["quoted"].strip(), None, EntryKind.DEFINED)
    for glossed in _GLOSSED.finditer(sentence):
        if not _NOT_HEAD.search(glossed["head"]):
            yield Said(_written(glossed["head"]), None, EntryKind.DEFINED)
    if _THIS_IS.match(sentence) and (ends := _ENDS_WITH.search(before)):
        head = re.split(r"\b(?:the|an?|your|their)\s+", ends["head"])[-1]
        if not (_NOT_HEAD.search(head) or _OF_ANOTHER.search(head)):
            yield Said(_written(head), None, EntryKind.DEFINED, leans=True)
    yield from _dashed(sentence)
    yield from _beside(sentence, is_known)


def _dashed(sentence: str) -> Iterator[Said]:
    """Yield what an item of a list explains behind a dash: "a cesspool - a sealed tank"."""
    match = _DASHED.match(sentence)
    if match is None:
        return
    head = _written(match["head"])
    # "SEN support - support given in school".
    genus = match["what"] in ("a", "an", head.split()[-1])
    if genus and not (_NOT_HEAD.search(head) or _OF_ANOTHER.search(head)):
        yield Said(head + (match["more"] or ""), None, EntryKind.DEFINED)


def _beside(sentence: str, is_known: Callable[[str], bool]) -> Iterator[Said]:
    """Yield short forms behind which it says what they are: "STPs, the 44 partnerships that"."""
    if not _APPOSED.search(sentence):
        return
    for beside in _BESIDE.finditer(sentence):
        before = sentence[: beside.start()]
        if _FRONTED.match(before.strip()):
            continue
        if (inner := beside["inner"]) and is_known(inner):
            yield Said(singular_short(inner), None, EntryKind.DEFINED)
        elif (short := singular_short(beside["short"] or "")).isupper() and len(
            short
        ) >= _MIN_LETTERS:
            yield Said(short, None, EntryKind.DEFINED)


def _written(head: str) -> str:
    return " ".join(head.split())


def _is_name(match: re.Match[str], is_known: Callable[[str], bool]) -> bool:
    head = _written(match["head"])
    if _NOT_HEAD.search(head):
        return False
    words = head.split()
    if is_known(head) or (len(words) == 1 and is_short(head) and head.isupper()):
        return True
    if _OF_ANOTHER.search(head):
        return False
    kind = _GENUS.search(match["rest"].split(".")[0]) is not None
    # A word at the beginning of a sentence is written large whatever it is.
    names = words if match["article"] else words[1:]
    if names and all(word[0].isupper() for word in names if word.islower() is False):
        large = sum(word[0].isupper() for word in names)
        if large and all(
            word[0].isupper() or word in ("of", "and", "for", "the") for word in names
        ):
            return kind
    indefinite = (match["article"] or "").strip() in ("A", "An") or match["what"].startswith("any ")
    return indefinite and kind and len(words) <= _MAX_GENERIC_WORDS
