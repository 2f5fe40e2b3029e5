"""Pleas of a site for money, members, readers or stories, told by one line alone."""

from __future__ import annotations

import re

from retrieval.documents.plain.furniture import key_of
from retrieval.documents.plain.shapes import ends_sentence, rules

_MAX_CHARACTERS = 600
_START = (
    r"(?:^|[.!?…] )(?:please |so please |and |will you |can you |could you |would you |why not )?"
)
_PLEAS = (
    # An amount, or the smallness of it, beside an appeal.
    r"\b(?:donat\w+|pledge|support|chip in|subscribe)\b.{0,80}\b(?:as little as|just) [£$€]\d",
    r"\b(?:pledge|support us|chip in|become a (?:member|supporter))\b.{0,80}\b(?:only|from) [£$€]\d",
    rf"{_START}chip in\b|{_START}pledge (?:as little|just|[£$€][\d.]+(?:$|[.!]| (?:a month|today|now|to help|to support)))|(?:small|quick) favou?r to ask",
    rf"{_START}donate (?:now|today|here|to (?:us|our)|online|[£$€])",
    rf"{_START}make a (?:donation|contribution|gift)(?:$|[.!]| (?:to us|to our|now|today|here|online|of [£$€]))",
    rf"{_START}support (?:us|our (?:work|journalism|campaign|appeal))(?:$|[.!,]| (?:today|now|here|by|with|from))",
    rf"{_START}help us (?:to )?(?:fund (?:our|this|the)|keep (?:our|going|this)|continue (?:our|to)|win in|grow our|reach (?:our|more))\b",
    (
        rf"{_START}subscribe (?:to (?:our|my|this|the .{{0,30}}(?:list|digest|channel|podcast|letter|magazine))\b"
        r"|now|today|for free|here)"
    ),
    (
        rf"{_START}sign up (?:to|for|here|now|today)\b.{{0,60}}\b(?:newsletter|updates?|e-?mails?|alerts?|briefing|bulletin"
        r"|mailing list|inbox)s?\b"
    ),
    rf"{_START}(?:buy me a coffee|follow @\w+)",
    r"^(?:become an? (?:member|supporter|subscriber|patron|friend)|join (?:us|now|today|the party|our (?:team|party|campaign|movement|mailing list|e?-?newsletter)))[.!]?$",
    r"^(?:your|every|just|a gift of) [£$€]\d+ (?:a month )?(?:could|can|will|would) (?:help|pay|buy|fund|provide|keep)\b",
    # What the gift does.
    (
        r"\b(?:your|every) (?:support|donation|gift|contribution|[£$€]\d+)\b.{0,60}"
        r"\b(?:helps?|means|buys|lets|keeps|allows|funds)\b"
    ),
    # The press in its own cause.
    r"\b(?:keep|fund|support|pay for|reading|value) our (?:\w+ )?(?:journalism|reporting)\b|put up a paywall",
    r"\bhelp us support\b.{0,40}\bjournalism\b|^since you're here|^(?:thanks|thank you) for reading\b.*\bsubscribe\b",
    r"^if you (?:enjoyed|liked|value|like|appreciate) (?:this|our|what we)\b",
    # Stories, and what one may click for.
    r"\b(?:have you got|got|do you have) a story\b.*\?|\bsend (?:us )?your story ideas\b",
    r"\bif so,? (?:please )?click here\b|^click here$",
    r"\bclick here\b.{0,60}\b(?:subscribe|sign up|join|donate|our newsletter|become an?)\b",
    r"\b(?:subscribe|sign up|donate|join us|become an? \w+)\b[^.?!]{0,60}\bclick here\b",
    r"\b(?:get|receive)\b.{0,60}\b(?:to|in) your inbox\b",
)
_FORM = re.compile("|".join(f"(?:{plea})" for plea in _PLEAS))
_HINT = re.compile(
    r"donat|pledge|chip in|contribut|subscri|support|favou?r to|sign up|buy me|follow @|become|join|gift|[£$€]\d"
    r"|journalism|reporting|paywall|help us|since you|enjoyed|liked|value|like|appreciate|story|click here|inbox"
)
"""Cheap to look for; without one of these words no plea is in a line."""


_SURE = re.compile(
    r"as little as [£$€]\d|\bfrom just [£$€]\d|favou?r to ask|\b(?:to|in) your inbox\b|subscribe for free|\bchip in [£$€]\d"
)
"""No policy has these words, so that they decide in a sentence of any form."""
_ASKED = re.compile(r"\b(?:will|can|could|would|have|do) you\b")


_OFFER = re.compile(
    r"(?:sign up|subscribe|register) (?:to|for) .{2,60}|get .{2,60}|.{2,40} newsletter"
)
_E_MAIL_FIELD = re.compile(r"(?:(?:enter|your|enter your) )?e-?mail(?: address)?(?: ?\*)?")


def is_offer(text: str) -> bool:
    """Tell whether a line may offer a newsletter."""
    return not ends_sentence(text) and _OFFER.fullmatch(key_of(text)) is not None


def is_e_mail_field(text: str) -> bool:
    """Tell whether a line is the label of a field for an address."""
    return _E_MAIL_FIELD.fullmatch(key_of(text)) is not None


_PRESS = re.compile(
    r"journalis|newsroom|paywall|\b(?:our|the) (?:readers|supporters)\b|billionaire"
)


def is_sure_plea(text: str) -> bool:
    """Tell whether a line asks for money in words that no policy has."""
    return may_be_plea(text) and _SURE.search(key_of(text)) is not None


def backs_plea(text: str) -> bool:
    """Tell whether a sentence speaks of the press, as those beside a plea for it do."""
    return _PRESS.search(key_of(text)) is not None


def is_plea(text: str) -> bool:
    """Tell whether a line asks readers for money, membership, a subscription or their story."""
    if not may_be_plea(text):
        return False
    key = key_of(text)
    return _SURE.search(key) is not None or not rules(_ASKED.sub("", key))


def may_be_plea(text: str) -> bool:
    """Tell whether a line has the words of a plea, which a policy on giving may have too."""
    if len(text) > _MAX_CHARACTERS:
        return False
    key = key_of(text)
    return _HINT.search(key) is not None and _FORM.search(key) is not None
