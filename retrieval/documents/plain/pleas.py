"""Pleas of a site for money, members, readers or stories, told by one line alone."""

from __future__ import annotations

import re

from retrieval.documents.plain.furniture import key_of

_MAX_CHARACTERS = 600
_START = (
    r"(?:^|[.!?…] )(?:please |so please |and |will you |can you |could you |would you |why not )?"
)
_PLEAS = (
    # An amount, or the smallness of it, beside an appeal.
    r"\b(?:donat\w+|pledge|contribute|support us|chip in|subscribe)\b.{0,80}\b(?:as little as|just) [£$€]\d",
    r"\b(?:pledge|support us|chip in|become a (?:member|supporter))\b.{0,80}\b(?:only|from) [£$€]\d",
    rf"{_START}chip in\b|{_START}pledge (?:as|just|[£$€])|(?:small|quick) favou?r to ask",
    rf"{_START}donate (?:now|today|here|to (?:us|our)|online|[£$€])|^donate$",
    rf"{_START}make a (?:donation|contribution|gift)(?:$|[.!]| (?:to us|to our|now|today|here|online|of [£$€]))",
    rf"{_START}support (?:us|our (?:work|journalism|campaign|appeal))\b",
    rf"{_START}help us (?:to )?(?:fund|keep|continue (?:our|to)|win in|grow|reach)\b",
    rf"{_START}subscribe (?:to (?:our|my|this|the)\b|now|today|for free|here)",
    (
        rf"{_START}sign up (?:to|for|here|now|today)\b.{{0,60}}\b(?:newsletter|updates?|e-?mails?|alerts?|briefing|bulletin"
        r"|mailing list|inbox)s?\b"
    ),
    rf"{_START}(?:buy me a coffee|follow @\w+)",
    r"^(?:become an? (?:member|supporter|subscriber|patron|friend)|join (?:us|now|today|the party|our .{1,30}))[.!]?$",
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


def is_plea(text: str) -> bool:
    """Tell whether a line asks readers for money, membership, a subscription or their story."""
    if len(text) > _MAX_CHARACTERS:
        return False
    key = key_of(text)
    return _HINT.search(key) is not None and _FORM.search(key) is not None
