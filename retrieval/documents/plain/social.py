"""Posts with replies, as copied from social networks and forums.

The first post is what the text says; what others reply is kept as their comments. Three families
of page are known by forms that only their software makes: a name above an "@handle" and a date (X,
Bluesky, Mastodon), the buttons "Like", "Reply" and an age below each comment (Facebook, Instagram,
LinkedIn), and "Post by Jo » 6 July 2017, 9:12" (phpBB).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.contents import Fate
from retrieval.documents.dates import parse_date
from retrieval.documents.plain.datelines import Dateline
from retrieval.documents.plain.shapes import ends_sentence
from retrieval.documents.plain.sheet import Verdict
from retrieval.domain import Comment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.documents.plain.sheet import Sheet

_CONTROL = re.compile(
    r"like|likes|comment|share|reply|replies|edited|author|top fan|follow|following|most relevant|all comments|top comments"
    r"|see (?:more|translation|new posts)|show (?:more|replies|translation|this thread)|translate post|original poster|op"
    r"|(?:all )?reactions:?|[\d.,]+ ?[km]?|[\d.,]+ ?[km]? (?:comments?|shares?|replies|reply|likes?|reposts?|views?|quotes?|bookmarks?)"
    r"|views?|send|re(?:post|tweet)s?|boosts?|favou?rites?|quotes?|quote tweets?|bookmarks?|view (?:\d+|more|all|previous)\b.{0,40}"
    r"|write a (?:public )?(?:comment|reply)\W*|\d{1,3} ?[smhdwy]|[·•\W]{1,3}|top|quote|report|post reply|\d+ posts? .{0,30}page \d+ of \d+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"@[\w.]{1,40}(?:@[\w.-]{1,60})?(?: ?· ?(?P<date>.{1,30}))?")
_STAMP = re.compile(r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)? [·•-] (?P<date>.{8,30})", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:.]\d\d\b")
_BUTTONS = re.compile(
    r"like \W{0,3}reply(?: \W{0,3}share)? \W{0,3}\d{1,3} ?[smhdwy]\b.{0,20}", re.IGNORECASE
)
_POST_BY = re.compile(
    r"(?:post |posted )?by:? (?P<name>\S.{0,40}?) » (?P<date>.{8,40})", re.IGNORECASE
)
_NO_YEAR = re.compile(
    r"(?:\d{1,2} [a-z]{3,9}|[a-z]{3,9} \d{1,2}|yesterday)(?: at)? \d{1,2}[:.]\d\d(?: ?[ap]m)?\W{0,3}",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\d{1,3} ?[smhdwy]o?(?: ?[·•].{0,10})?|[\d,.]+ followers|[a-z]{3} \d{1,2}", re.IGNORECASE
)
_MAX_CHARACTERS = 120
_NAME_WORDS = 6
_HEADER_LINES = 3


@dataclass(frozen=True, slots=True)
class _Post:
    """One post: its lines ``[first, last)``, the first of which tell who wrote it, and when."""

    first: int
    body: int
    last: int
    author: str
    date: str | None


def judge_social(sheet: Sheet) -> Dateline | None:
    """Judge a page of posts, if the text is one, and return who wrote the first, and when."""
    texts = sheet.texts
    for find in (_by_handles, _by_buttons, _by_forum):
        if posts := find(texts):
            _judge(sheet, posts, heading=find is _by_forum)
            return Dateline(posts[0].date, posts[0].author, labelled=True)
    return None


def _judge(sheet: Sheet, posts: Sequence[_Post], *, heading: bool) -> None:
    texts = sheet.texts
    top = posts[0].first - heading
    for n in range(top):
        sheet.drop(n, "above the posts")
    title = texts[top] if heading and top >= 0 else None
    for post in posts:
        own = post.author == posts[0].author
        comment = None if own else Comment(post.author, post.date)
        for n in range(post.first, post.body):
            sheet.tell(n, "author and date" if own else "comment's author and date")
        ended = False
        for n in range(post.body, post.last):
            if _is_control(texts[n]) or (title is not None and texts[n] == title):
                ended = ended or n > post.body
                sheet.drop(n, "buttons and counts")
            elif _stamp(texts[n]):
                sheet.tell(n, "date")
            elif ended and post is posts[-1]:
                sheet.drop(n, "below the posts")
            elif comment:
                sheet.verdicts[n] = Verdict(Fate.COMMENT, "comment", comment)


def _by_handles(texts: Sequence[str]) -> list[_Post]:
    """Find posts with the name of their author above a handle."""
    handles = [
        n
        for n, text in enumerate(texts)
        if n and text[0] == "@" and _HANDLE.fullmatch(text) and _may_be_name(texts[n - 1])
    ]
    if len(handles) == 1 and not any(_STAMP.fullmatch(text[:_MAX_CHARACTERS]) for text in texts):
        return []
    posts: list[_Post] = []
    dated = 0
    for n, below in zip(handles, [*handles[1:], len(texts) + 1], strict=False):
        match = _HANDLE.fullmatch(texts[n])
        date = parse_date((match and match["date"]) or "")
        body = n + 1
        while body < min(below - 1, n + 1 + _HEADER_LINES):
            found = parse_date(texts[body])
            if not (found or _AGE.fullmatch(texts[body]) or texts[body] in "·•-"):
                break
            date = date or found
            body += 1
        date = date or next(filter(None, map(_stamp, texts[body : below - 1])), None)
        dated += date is not None or any(map(_AGE.fullmatch, texts[n + 1 : body]))
        posts.append(_Post(n - 1, body, below - 1, texts[n - 1], date))
    # A list of people and their accounts has no dates.
    return posts if dated * 2 > len(posts) else []


def _by_buttons(texts: Sequence[str]) -> list[_Post]:
    """Find a post and its comments, each above the buttons "Like" and "Reply" and its age."""
    ends = [n for n in range(len(texts)) if _ends_comment(texts, n)]
    if not ends:
        return []
    starts: list[int] = []
    for end in ends:
        start = end
        while start > 0 and not _is_control(texts[start - 1]):
            start -= 1
        starts.append(start)
    posts: list[_Post] = []
    if starts[0] > 0:
        body = 1 if _may_be_name(texts[0]) else 0
        while 0 < body < min(starts[0], _HEADER_LINES) and _moment(texts[body]):
            body += 1
        posts.append(
            _Post(0, body, starts[0], texts[0] if body else "", parse_date(texts[1].strip(" ·")))
        )
    for start, last in zip(starts, [*starts[1:], len(texts)], strict=True):
        posts.append(_Post(start, start + 1, last, texts[start], None))
    return posts


def _by_forum(texts: Sequence[str]) -> list[_Post]:
    """Find the posts of a forum."""
    heads = [
        (n, match)
        for n, text in enumerate(texts)
        if "»" in text and len(text) < _MAX_CHARACTERS and (match := _POST_BY.fullmatch(text))
    ]
    bounds = [*(n for n, _ in heads[1:]), len(texts)]
    return [
        _Post(n, n + 1, last, match["name"], parse_date(match["date"]))
        for (n, match), last in zip(heads, bounds, strict=False)
    ]


def _ends_comment(texts: Sequence[str], n: int) -> bool:
    text = texts[n]
    if len(text) < _MAX_CHARACTERS and _BUTTONS.fullmatch(text):
        return True
    below = [line.lower() for line in texts[n : n + 3]]
    return (
        below[:2] == ["like", "reply"]
        and len(below) > 2  # noqa: PLR2004
        and _AGE.fullmatch(below[2][:_MAX_CHARACTERS]) is not None
    )


def _stamp(text: str) -> str | None:
    """Return the date of a line such as "9:14 AM · Sep 28, 2022" or "6 July 2017, 9:14"."""
    if len(text) > _MAX_CHARACTERS:
        return None
    match = _STAMP.fullmatch(text)
    return parse_date(match["date"]) if match else parse_date(text) if _CLOCK.search(text) else None


def _moment(text: str) -> bool:
    short = text[:_MAX_CHARACTERS]
    return bool(parse_date(short.strip(" ·")) or _NO_YEAR.fullmatch(short) or _AGE.fullmatch(short))


def _is_control(text: str) -> bool:
    return len(text) < _MAX_CHARACTERS and (
        _CONTROL.fullmatch(text) is not None or _BUTTONS.fullmatch(text) is not None
    )


def _may_be_name(text: str) -> bool:
    return text.count(" ") < _NAME_WORDS and not ends_sentence(text)
