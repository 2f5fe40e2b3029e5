"""What stands around an article on a web page, told by one line alone.

The words are those of common publishing systems (WordPress, Substack, GOV.UK, council and news
sites) rather than of particular pages. A rule looks at a whole line, so that a sentence which
only mentions comments, sharing or news is never touched. Only English furniture is known: what is
not known is kept.
"""

from __future__ import annotations

import re

from retrieval.documents.plain.shapes import is_statement, rules

_MAX_CHARACTERS = 600
"""Longer lines are paragraphs; only their last words can be furniture."""
_MAX_HEADING = 120
_EDGES = " \t•*·∙|>»›→▸↑↓▲▼+-–—…:"
_NETWORKS = (
    "facebook twitter instagram youtube linkedin whatsapp pinterest reddit tumblr telegram tiktok "
    "bluesky threads mastodon snapchat flickr vimeo messenger rss"
)
_NETWORK = frozenset(_NETWORKS.split())
_ICONS = (
    "x email e-mail mail print fax phone telephone website location address calendar building "
    "search menu close open icon logo link links to on via share follow us this page in a new "
    "window tab opens and by our like tweet post copy url more user clock home arrow down up left "
    "right chevron plus minus play pause download"
)
_ICON = frozenset(_ICONS.split())

_CONTENTS = frozenset(
    ("contents", "on this page", "in this article", "table of contents", "page contents")
)

_STRONG: dict[str, tuple[str, ...]] = {
    "skip link": (
        r"skip (?:to )?(?:the )?(?:main )?(?:content|navigation|footer|search|links)",
        r"accessibility links",
        r"a(?: to |-)z(?: of services| index| directory)?",
        r"(?:back|return|go|scroll) to (?:the )?top(?: of (?:the )?page)?",
        r"search (?:the |this |our )?(?:\S+ ){0,2}(?:web)?site",
        r"jump to (?:content|navigation|main)\b.{0,20}",
    ),
    "cookie notice": (
        r"(?:accept|reject|allow|decline|refuse) (?:all|additional|optional|(?:only )?essential)(?: (?:additional |optional )?cookies)?(?: and (?:continue|close))?",
        r"(?:accept|reject|allow|manage|view|change|customise) (?:my |your |our )?cookies?(?: settings| preferences| policy)?",
        r"(?:cookie|privacy|manage|manage my) (?:settings|preferences|consent)",
        r"cookies on \S{2,40}",
    ),
    "sharing": (
        (
            r"share this \w+|rhannwch y dudalen hon|share(?: (?:this|it|on|via|by|to|with|now|article|page|post|story|facebook|twitter|x|email"
            r"|linkedin|whatsapp|friends|your|a|link))*"
        ),
        r"click to (?:share|email|print)\b.{0,80}",
        r"(?:tweet|retweet|pin it|reblog|like this|like loading|loading)(?: this)?(?:\.\.\.)?",
        r"(?:follow|find|like|join) us on \S+(?:(?:,| and| &)? \S+){0,4}|follow us|(?:follow|connect with) us on",
        r"(?:email|print|save|bookmark)(?: this| a)(?: page| article| post| link| guide| story)?(?: to a friend)?",
        r"print (?:entire guide|friendly(?: version)?)|copy (?:link|url)",
    ),
    "comment form": (
        r"comments off on .{1,200}|comments: (?:our|the) rules",
        r"comments (?:are |have been )?(?:now )?(?:closed|off|disabled|turned off)\.?(?: on this \w+\.?)?",
        r"no comments?(?: yet)?(?: on .{1,150})?|be the first to comment.{0,40}",
        r"\d{1,5} (?:comments?|replies|reply)(?: (?:on|by|from) .{1,150})?|comments? ?\(\d+\)",
        r"(?:view|show|hide|see|read|load|open) (?:all |more |the |\d+ )*comments?(?: \(\d+\))?",
        r"(?:log|sign) in (?:or register )?to (?:comment|reply|post|leave a comment)|write a comment",
        r"(?:your )?(?:name|e-?mail|comment|website)(?: address)? ?(?:\*|\(required\).{0,40})",
        r"(?:post|submit|publish|send) (?:your |a )?(?:comment|reply)|cancel reply|reply to .{1,60}",
        r"notify me of (?:new|follow-?up) .{1,40}|save my name, .{1,120}|this site uses akismet .{1,120}",
    ),
    "invitation to comment": (
        (
            r"(?:(?:so,? )?what do you think\? )?(?:please )?(?:tell us|let us know|let me know|share your (?:views?|thoughts?|opinions?)|have your say"
            r"|join the (?:conversation|discussion|debate)|leave (?:a|your) (?:comment|thoughts?))"
            r"(?: what you think)?[^.!?]{0,40}(?:in the comments?(?: section| box)?|(?:comments? )?below)(?: below)?[.!]?"
        ),
    ),
    "filing": (
        r"(?:posted|filed|published) (?:in|under) [^.]{1,90}",
        r"posted by \S.{0,60} ago",
        r"tagged(?:(?: with| as| under)?:? [^.]{0,300}|[,|][^.]{0,300})?",
        r"(?:categor(?:y|ies)|tags?|author|monthly|yearly|daily|date)? ?archives?: .{1,80}",
        r"this entry was (?:posted|filed|tagged)\b(?!.{0,200}\bon .{0,20}\d{4}).{0,250}",
        r"(?:bookmark the )?permalink\.?|browse (?:by|all)\b.{0,40}",
    ),
    "link": (
        r"(?:continue|keep) reading\b[^.]{0,120}",
        r"read (?:the )?(?:more|on|next|full (?:story|article|post|report)|rest of this entry)",
        (
            r"(?:see|show|view|find out|learn|discover|load|explore|read) more(?: (?:about|on|from|of|stories"
            r"|articles|posts|news|blog|comments)\b[^.]{0,60})?"
        ),
        r"(?:view|see|show|browse|read) all(?: [\w'&-]+){0,4}",
        (
            r"download (?:(?:the|this|full|a) )*(?:report|pdf|document|publication|file|briefing|article)s?\b.{0,40}"
            r"|download(?: as)?(?: ?\(?(?:pdf|docx?|csv)\b.{0,30})?"
        ),
        r"more (?:videos|news|stories|articles|posts|menu|options|from this \w+|blog posts)",
        r"(?:next|previous|prev|older|newer) (?:page|posts?|article|entries|story|stories)|page \d+ of \d+",
        (
            r"(?:read more|read also|also read|read next|related (?:article|story|post)s?|more on this(?: story)?)(?: ?[:|])"
            r" ?.{1,150}(?<![.!])"
        ),
    ),
    "account": (
        r"create an? (?:free )?account|my account|forgot(?:ten)? (?:your |my )?password\??|remember me",
        r"subscribe(?: now| today| here| for free)?|open in app|get the app|download (?:the|our) app",
        r"already (?:a|have an?) (?:member|subscriber|account)\b.{0,30}|ready for more\?",
        r"enter your (?:e-?mail|name|postcode)(?: address)?|type your (?:e-?mail|search)\b.{0,20}",
        r"get (?:e-?mails?|e-?mail alerts|news alerts) (?:about|from) .{1,40}|start your substack|privacy ?& ?cookies",
    ),
    "feedback form": (
        r"(?:is|was) this (?:page|article|information|answer|guide)\b.{0,15} (?:useful|helpful)\??.{0,40}",
        r"(?:did|do) you (?:find (?:this|what)\b.{0,40}|like this (?:page|post|article))\?.{0,20}",
        r"(?:yes|no),? this page is (?:not )?useful|report a problem with this page",
        r"(?:thank you|thanks) for your feedback.{0,20}|rate this (?:page|article)|yes no",
        r"help us improve (?:this|our|the|gov)\b.{0,60}",
    ),
    "copyright": (
        r"(?:all content )?(?:hawlfraint ©|©|\(c\) ?\d{4}|copyright (?:©|\(c\))|crown copyright).{0,300}",
        r"copyright \d{4}(?:[-–]\d{4})?(?:,? \S+){0,5}",
    ),
    "imprint": (
        (
            r"(?:printed|promoted|published)(?: and (?:promoted|published|printed))? by .{1,250}(?:on behalf of .{1,200}|, )"
            r"(?:\bboth (?:at|of)\b|\d).{0,150}"
        ),
        r"proudly powered by .{1,50}",
    ),
    "picture": (
        r"(?:image|video|audio|media) (?:source|caption|credit|copyright)s?[,:].{1,300}",
        r"view image in full ?screen|play video|(?:text|content|all content) is available under\b.{0,150}",
        r"(?:photo(?:graph)?|picture|image|illustration)s?(?: credit| courtesy of| by)? ?: [^.:]{1,60}",
    ),
    "count": (
        r"column \d{1,5}|page \d{1,4}(?: of \d{1,4})?",
        r"\d{1,3}[ -]?min(?:ute)?s? read|(?:estimated )?reading time ?:? ?\d.{0,20}",
        r"this (?:article|post|page) is (?:more than|over) .{1,20} old",
        r"[\d,.]+[km]? (?:views?|likes?|shares?|restacks?|followers|claps|subscribers|reactions?|signatures|pageviews)",
    ),
    "newsletter": (
        r"after newsletter promotion|unsubscribe(?: from this list| here)?|forward to a friend",
        r"view (?:this|it)(?: e-?mail| message)? (?:in your browser|online)|update (?:your )?(?:subscription )?preferences",
    ),
    "advertisement": (r"advert(?:isement)?s?|sponsored(?: content| post)?|promoted content",),
}

_EVEN_SENTENCES = frozenset(
    ("invitation to comment", "filing", "copyright", "imprint", "picture", "count")
)
"""Elsewhere a line that is a whole sentence takes company to be furniture."""
_ANYWHERE: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("all rights reserved", "copyright", re.compile(r".{0,80}\ball rights reserved\b.{0,80}")),
    (
        "registered ",
        "imprint",
        re.compile(r".{0,150}\bregistered (?:charity|company|in england).{0,200}\d{6}.{0,200}"),
    ),
    ("getty images", "picture", re.compile(r"(?:.{0,60}/ ?)?getty images(?: ?/.{0,60})?")),
    ("share to ", "sharing", re.compile(r".{0,60}\bshare to (?:x|twitter|facebook)\b.{0,80}")),
    *(
        (f"{word}: ", "picture", re.compile(rf".{{1,250}}\b{word}: [^.]{{1,60}}"))
        for word in ("photo", "photograph", "picture", "image", "photo credit")
    ),
)
"""Words, the reason, and the form of a line that has the words anywhere in it."""

_TAIL: tuple[str, ...] = (
    r"check also|you (?:may|might|could) also (?:like|enjoy|be interested in|want to read|find\b.{0,30})",
    (
        r"(?:related|similar|recommended) (?:posts?|articles?|stories|story|news|content|topics?|links?|reading|pages"
        r"|coverage|guides|items|publications)"
    ),
    (
        r"recommended (?:for you|from .{1,30})|more (?:from .{1,40}|on(?: .{1,40})?|stories|news|like this|articles"
        r"|to explore|posts)|(?:read|up) next|what to read next|also on .{1,40}|keep reading|further stories"
    ),
    r"(?:the )?latest (?:news|posts?|articles?|stories|updates?|headlines|blogs?)(?: from .{1,40})?",
    r"recent (?:posts?|comments?|news|articles|stories|updates)|other (?:news|posts|stories|articles)",
    r"(?:trending|popular)(?: now| posts| stories| articles| topics| this week)?",
    r"most (?:read|popular|viewed|shared|commented|recent|watched)|top stories|editors?'?s?'? picks?|don't miss",
    r"elsewhere on .{1,40}|explore (?:more|the .{1,20})|from (?:our|the) (?:blog|archive|partners)|featured (?:articles|posts|stories)",
    r"(?:leave|add|post|write|submit|make)(?: a| your| us a)? (?:comments?|reply|response)(?: .{1,60})?",
    r"post navigation|share your (?:thoughts|views)|join the (?:conversation|discussion)|about the author",
    r"(?:services and information|government activity|support links|useful links|quick links|site ?map)",
    r"view all news|events? calendar|upcoming events",
)
_UNSURE_TAIL: tuple[str, ...] = (
    (
        r"related|recommended|archives?|categories|meta|blogroll|tag cloud|events|newsletter|stay (?:connected|in touch|updated)"
        r"|other (?:links|pages)|see also|in other news|more information|tags|topics"
    ),
)
_MORE = re.compile(
    r"(?:\bmore|\bcontinue reading|\bread (?:on|full (?:article|story)))\b.{0,40}[>»›→]\s*\Z"
    r"|(?:\.{3}|…)\s*(?:\(?(?:read |see |view )?more\)?|continue reading)\.*\Z|\[(?:…|\.{3})\]\s*\Z",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:[←«‹<] ?\S.{0,120}|.{1,120}[→»›])\Z")
_EMPTY_FIELD = re.compile(r"(?:source|via|credit|photo|image)s? ?:", re.IGNORECASE)


def compile_forms(rules: dict[str, tuple[str, ...]]) -> tuple[list[str], re.Pattern[str]]:
    """Return the reasons of a table, and one form of all: its group ``r0`` is the first reason."""
    branches = (f"(?P<r{n}>{'|'.join(patterns)})" for n, patterns in enumerate(rules.values()))
    return list(rules), re.compile("|".join(branches))


_STRONG_REASONS, _STRONG_FORM = compile_forms(_STRONG)
_TAIL_FORM = re.compile("|".join(_TAIL))
_UNSURE_TAIL_FORM = re.compile("|".join(_UNSURE_TAIL))


def key_of(text: str) -> str:
    """Return a line as the rules compare it: small letters, straight apostrophes, no markers."""
    return text.lower().replace("’", "'").replace("“", '"').replace("”", '"').strip(_EDGES)


def furniture(text: str) -> str | None:  # noqa: PLR0911 - one return for each kind of rule.
    """Return why a line is no part of an article wherever it stands, or ``None``."""
    if _MORE.search(text[-80:]):
        return "teaser"
    if len(text) > _MAX_CHARACTERS:
        return None
    key = key_of(text)
    if match := _STRONG_FORM.fullmatch(key):
        reason = _STRONG_REASONS[int((match.lastgroup or "r0")[1:])]
        if reason == "link" and text.endswith(":"):
            return None  # It leads to what stands below it.
        return None if reason not in _EVEN_SENTENCES and is_statement(text) else reason
    for words, reason, form in _ANYWHERE:
        if words in key and form.fullmatch(key):
            return None if is_statement(text) and rules(text) else reason
    if _EMPTY_FIELD.fullmatch(text):
        return "empty field"
    if _is_icons(key):
        return "icons"
    return "link" if len(text.split()) <= 15 and _BESIDE.fullmatch(text) else None  # noqa: PLR2004


def is_contents_heading(text: str) -> bool:
    """Tell whether a line stands over the list of a page's own headings."""
    return len(text) <= _MAX_HEADING and key_of(text) in _CONTENTS


def tail_heading(text: str) -> bool:
    """Tell whether a line stands over what comes after an article: teasers, a comment form."""
    return len(text) <= _MAX_HEADING and _TAIL_FORM.fullmatch(key_of(text)) is not None


def unsure_tail_heading(text: str) -> bool:
    """Tell whether a line may stand over teasers, but may head a section of the article too."""
    return len(text) <= _MAX_HEADING and _UNSURE_TAIL_FORM.fullmatch(key_of(text)) is not None


def _is_icons(key: str) -> bool:
    words = key.replace(",", " ").replace("|", " ").split()
    named = sum(word in _NETWORK for word in words)
    return bool(named) and all(word in _NETWORK or word in _ICON for word in words)
