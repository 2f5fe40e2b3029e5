"""What people write around a question, or in place of one: greetings, thanks, "that helps"."""

from __future__ import annotations

import re
from dataclasses import dataclass


def _phrases(*listed: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for line in listed for phrase in line.split(", "))


_GREETINGS = _phrases(
    "hello, hi, hiya, hey, howdy, good morning, good afternoon, good evening",
    "morning all, afternoon all, evening all, helo, shwmae, shw mae, s'mae, sut mae, bore da",
    "prynhawn da, noswaith dda",
)
_THANKS = _phrases(
    "thanks, many thanks, thank you, thank u, thankyou, thx, thnx, ty, tysm, ta, cheers",
    "much appreciated, diolch, diolch yn fawr",
)
_TO_WHOM_AND_HOW = _phrases(
    "there, all, everyone, everybody, folks, guys, team, mate, pal, bot, pawb, again, loads, a lot",
    "a million, a ton, so much, very much, very much indeed, in advance, for that, for this, x, xx",
    "for the help, for your help, for all the help, for all your help, for the answer, for helping",
)
"""What goes on after a greeting or thanks."""
_PLEASE = _phrases("please, pls, plz, os gwelwch yn dda")
_REMARKS = _phrases(
    "ok, okay, k, oh, ah, right, yes, yeah, yep, yup, no, nope, sure, wow, lol, haha, hmm, agreed",
    "noted, understood, sorted, sorry, bye, goodbye, cool, awesome, fantastic, super, nice, nice one",
    "morning, afternoon, evening, fair enough, got it, i see, never mind, well done, all good, np",
    "good to know, good bot, good job, good work, good answer, good stuff, great stuff, no worries",
    "no problem, you're welcome, that's all, makes sense, helps, helped, helps a lot, really helps",
    "answers my question, answers it, helpful, useful, interesting, great, perfect, brilliant, clear",
    "amazing, excellent, lovely, superb, iawn, gwych, da iawn",
)
_BEFORE_A_REMARK = _phrases(
    "that, this, it, that is, this is, it is, that's, it's, that was, so, very, really, quite"
)
_RUN_ON = _GREETINGS | _PLEASE | _phrases("ok, okay")
"""What the question may follow without any break."""
_JOIN_THANKS, _JOIN_A_REMARK = frozenset({"and", "but", "so"}), frozenset({"but", "so"})
"""What goes on after thanks, or "yes"; "clear and simple" is one."""
_UNFINISHED = frozenset(
    (  # noqa: SIM905 - on one line each they would fill a page.
        "a about an and are as by for gave give in is no of on or said say saying says the to was with"
    ).split()
)
"""What a question does not end with: the thanks behind it are what it asks about."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPENS = "\"'“‘([£$€#@<"
_LONGEST = max(map(len, _GREETINGS | _THANKS | _TO_WHOM_AND_HOW | _PLEASE | _REMARKS))
"""Words of a phrase."""


@dataclass(slots=True)
class _Text:
    """A text with the run of its words that is not yet known for a courtesy."""

    text: str
    words: list[re.Match[str]]
    said: list[str]
    """The words as phrases have them; empty for a short form, such as "NICE" or "TA"."""
    first: int
    end: int

    def begins(self, phrases: frozenset[tuple[str, ...]], at: int) -> int:
        """Return where the longest of some phrases that begins at a word ends; ``at`` for none."""
        lengths = range(min(_LONGEST, self.end - at), 0, -1)
        return next((at + n for n in lengths if tuple(self.said[at : at + n]) in phrases), at)

    def is_break(self, at: int, joins: frozenset[str]) -> bool:
        """Tell whether there is more than white space before a word, or the word joins."""
        if at >= self.end:
            return True
        between = self.text[self.words[at - 1].end() : self.words[at].start()]
        return bool(between.rstrip(_OPENS).strip()) or self.said[at] in joins


def _courtesy(text: _Text, at: int) -> int:
    """Return where a greeting, thanks or the like that begins at a word ends; ``at`` for none."""
    end = max(text.begins(_GREETINGS, at), text.begins(_THANKS, at))
    if end > at:
        while (on := text.begins(_TO_WHOM_AND_HOW, end)) > end:
            end = on
        return end
    if (end := text.begins(_PLEASE, at)) > at:
        return end
    begun = at
    while (end := text.begins(_REMARKS, begun)) == begun:
        begun = text.begins(_BEFORE_A_REMARK, end)
        if begun == end:
            return at
    return end


def _is_nothing_else(text: _Text) -> bool:
    """Tell whether what is left are only courtesies, or "thanks Tom"."""
    at = text.first
    while at < text.end and (on := _courtesy(text, at)) > at:
        at = on
    thanks = text.begins(_THANKS, text.first) > text.first
    by_name = thanks and at == _courtesy(text, text.first) == text.end - 1
    return at == text.end or (by_name and "?" not in text.text[text.words[text.first].start() :])


def _after_opening(text: _Text) -> int:
    """Return the first word behind a courtesy at the beginning; the first of all if there is none."""
    first = text.first
    end = _courtesy(text, first)
    if end == first or text.begins(_RUN_ON, first) > first:
        return end
    joins = _JOIN_THANKS if text.begins(_THANKS, first) > first else _JOIN_A_REMARK
    return end if text.is_break(end, joins) else first


def _before_closing(text: _Text) -> int:
    """Return the end of the words before a courtesy at the end; the end of all if there is none."""
    for at in range(max(text.first + 1, text.end - 2 * _LONGEST), text.end):
        pleased = text.begins(_PLEASE, at)
        end = text.begins(_THANKS, at)
        thanked = end > at and (
            text.is_break(at, frozenset())
            or (text.said[at].startswith("thank") and text.said[at - 1] not in _UNFINISHED)
        )
        while thanked and (on := text.begins(_TO_WHOM_AND_HOW, end)) > end:
            end = on
        if text.end in {pleased, end if thanked else None}:
            return at
    return text.end


def _left(text: str) -> _Text:
    words = [word for word in _WORD.finditer(text) if not _is_smile(word)]
    left = _Text(text, words, list(map(_said, words)), 0, len(words))
    closed = -1
    while left.end != closed and not _is_nothing_else(left):
        while (on := _after_opening(left)) > left.first:
            left.first = on
        closed = left.end
        left.end = _before_closing(left)
    if _is_nothing_else(left):
        left.first = left.end
    return left


def _said(word: re.Match[str]) -> str:
    written = word.group()
    is_short_form = len(written) > 1 and written.isupper() and written != "OK"
    return "" if is_short_form else written.casefold().replace("’", "'")


def _is_smile(word: re.Match[str]) -> bool:
    """Tell whether a letter is the mouth of a face, as in ":D"."""
    before = word.string[: word.start()]
    return len(word.group()) == 1 and before.endswith((":", ";", "="))


def without_courtesies(text: str) -> str:
    """Return what a text asks, without greeting and thanks; empty where there is nothing else.

    What is left of a text is returned as it stands.
    """
    left = _left(text)
    if left.first >= left.end:
        return ""
    start, end = 0, len(text)
    if left.first > 0:
        start = left.words[left.first].start()
        while text[start - 1] in _OPENS:
            start -= 1
    closing = ""
    if left.end < len(left.words):
        last = left.words[left.end - 1].end()
        end = next((n for n in range(last, end) if text[n].isspace()), end)
        closing = "?" if "?" in text[end:] and "?" not in text[last:end] else ""
    return text[start:end].strip().rstrip(",;:–—" if closing or end < len(text) else "") + closing


def only_thanks(text: str) -> bool:
    """Tell whether a text asks nothing and does not open a conversation either: "thanks, great!"."""
    left = _left(text)
    greets = any(tuple(left.said[:length]) in _GREETINGS for length in (1, 2))
    return bool(left.words) and left.first >= left.end and not greets
