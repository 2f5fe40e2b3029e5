"""What people write around a question, or in place of one: greetings, thanks, "that helps"."""

from __future__ import annotations

import re

_PAUSE = r"[\s,.!;:…–—-]"
_STOP = r"[\s,.!?;:…–—-]"
_GREETING = (
    r"(?:(?:hello|hi|hiya|hey|howdy|greetings|good\s+(?:morning|afternoon|evening|day)"
    r"|s?h['’]?mae|shwmae|helo|bore\s+da|prynhawn\s+da|noswaith\s+dda)"
    r"(?:\s+(?:there|again|all|everyone|everybody|folks|guys|team|mate|bot|pawb))?(?![\w’'-]))"
)
_THANKS = (
    r"(?:(?:(?:many\s+)?thanks|thank\s*(?:you|u)|thx|ty|cheers|diolch(?:\s+yn\s+fawr)?)"
    r"(?:\s+(?:again|all|everyone|mate|bot|so\s+much|very\s+much|a\s+(?:lot|million|bunch)"
    r"|in\s+advance|for\s+(?:that|this|(?:the|your|any|all\s+the|all\s+your)\s+(?:help|answers?))))*)"
)
_PLEASE = r"(?:please|pls|plz)"
_REMARK = (
    r"(?:(?:ok(?:ay)?|k|oh|ah|right|yes|yeah|yep|yup|no|nope|sure|wow|lol|haha|hmm+|agreed|noted|understood"
    r"|great|perfect|brilliant|lovely|cool|awesome|amazing|excellent|fantastic|superb|super|sorted"
    r"|fair\s+enough|got\s+it|i\s+see|nice\s+(?:one|work)|well\s+done|good\s+(?:bot|job|work|to\s+know)"
    r"|no\s+(?:worries|problem)|np|you['’]?re\s+welcome|much\s+appreciated|iawn|gwych"
    r"|(?:(?:that|this|it)\s+)?(?:makes\s+sense|(?:really\s+)?help(?:s|ed)(?:\s+a\s+lot)?)"
    r"|(?:that|this|it|so|very|really)(?:\s+is|['’]s|\s+was)?(?:\s+(?:so|very|really|quite))?"
    r"\s+(?:helpful|useful|interesting|great|perfect|brilliant|good|clear|amazing))(?![\w’'-]))"
)
_BEFORE = re.compile(
    rf"^{_PAUSE}*(?:(?:{_GREETING}|ok(?:ay)?\b|{_PLEASE}\b|{_THANKS}(?={_PAUSE}*$|\s*[,.!;:…–—-])){_PAUSE}*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<!{_STOP})(?:{_STOP}+(?:{_PLEASE}|{_THANKS}))+\W*$",
    re.IGNORECASE,
)
_NOTHING_ELSE = re.compile(
    rf"\W*(?:(?:{_GREETING}|{_THANKS}|{_PLEASE}|{_REMARK})(?!\w)\W*)*", re.IGNORECASE
)
_GREETS = re.compile(rf"\W*{_GREETING}", re.IGNORECASE)


def without_courtesies(text: str) -> str:
    """Return what a text asks, without greeting and thanks; empty where there is nothing else.

    What is left of a text is returned as it stands.
    """
    if _NOTHING_ELSE.fullmatch(text):
        return ""
    asked = _BEFORE.sub("", text.strip())
    return _AFTER.sub(lambda match: "?" if "?" in match[0] else "", asked)


def only_thanks(text: str) -> bool:
    """Tell whether a text asks nothing and does not open a conversation either: "thanks, great!"."""
    has_words = any(map(str.isalnum, text))
    return has_words and not without_courtesies(text) and not _GREETS.match(text)
