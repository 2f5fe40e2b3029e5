"""Lines that are furniture only in its company: the same words may be a heading or a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.documents.plain.furniture import compile_forms, key_of
from retrieval.documents.plain.pleas import may_be_plea
from retrieval.documents.plain.shapes import BULLET, ends_sentence, is_statement

if TYPE_CHECKING:
    from retrieval.documents.plain.sheet import Sheet

_MAX_CHARACTERS = 300
_FORMS: dict[str, tuple[str, ...]] = {
    "account": (
        r"stay in touch|keep in touch|(?:stay|keep) up to date|subscribe|loading|share|tweet|retweet|reblog",
        r"(?:sign|log) ?(?:in|out|up|on)(?: ?/ ?| or )?(?:register|sign ?up|join|log ?in)?|get started",
    ),
    "date": (r"last updated ?:(?: .{1,40})?",),
    "filing": (r"(?:tags?|categor(?:y|ies)|topics?|filed under|labels?|keywords): ?[^.]{1,150}",),
    "link": (
        r".{3,60} [-–—] live(?: updates| blog)?",
        r"(?:related|watch|listen|video|in pictures)(?: ?[:|]) ?.{1,150}",
    ),
    "imprint": (
        r"(?:company|charity|vat) (?:no|number|registration)\b.{0,80}",
        r"(?:web)?site (?:design(?:ed)? )?by .{1,50}|(?:web )?design(?:ed)? by .{1,50}",
        r"(?:powered|built) by .{1,50}|theme: .{1,50}",
        r"(?:printed|promoted|published)(?: and (?:promoted|published|printed))? by .{1,250}(?:on behalf of|,? at) .{1,200}",
    ),
    "account name": (r"@[\w.]{2,40}",),
    "count": (r"\d{1,3}[ -]?min(?:ute)?s?",),
    "control": (
        (
            r"e-?mail|print|save|close|menu|search|comments?|back|forward|next|prev(?:ious)?|tags?|topics?|more|news|top"
            r"|latest|discussions?|yes|no|maybe|ok|okay|accept|agree|got it|dismiss|listen|follow|like|write|archives?"
            r"|categories|submit|send|go|name|first name|last name|full name|surname|e-?mail address|postcode|phone"
            r"|website|home|help|donate|join|register|reply|report|flag|recommended?|(?:newest|oldest|best|top)(?: first| comments)?|bookmark|newsletter"
            r"|contents|on this page|in this article|restacks|sort by.{0,20}|search for|search \S{1,20}|live|x|contact|your e-?mail|your name|in this section|edit|talk|view history"
        ),
        r"follow (?:@?\S{2,30}|(?:this )?topic)|toggle navigation|invalid e-?mail.{0,20}|(?:story|article|page) saved",
        r"\W{1,12}|\(?\d{1,4}\)?(?: \d{1,4})?|[£$€]\d{1,4}|other amount|\w{1,12} \(\d{1,4}\)|in \".{1,40}\"",
    ),
    "invitation to comment": (
        r"(?:so,? )?(?:what do you think|what are your (?:views|thoughts)|do you agree|have your say)[^.?]{0,40}\??",
    ),
    "form": (
        r"your e-?mail address will not be published\b.{0,80}|required fields are marked.{0,10}",
        r"you must be (?:logged|signed) in\b.{0,60}|(?:we use your|you are receiving this|this page was last edited|you can unsubscribe|you can find this story in)\b.{0,200}",
        r"privacy (?:notice|policy): .{1,250}|(?:an? )?free (?:daily|weekly|monthly) (?:newsletter|e-?mail|briefing)",
        (
            r"by (?:submitting|signing|subscribing|continuing|clicking|entering|providing)\b.{0,200}"
            r"|(?:see|read) our (?:privacy|cookie)\b.{0,60}"
        ),
        r"next review(?: due)?(?: date)?:? .{1,30}",
    ),
}
_REASONS, _FORM = compile_forms(_FORMS)


def weak_furniture(text: str) -> str | None:
    """Return why a line is furniture if lines beside it are, or ``None``."""
    if len(text) > _MAX_CHARACTERS:
        return None
    match = _FORM.fullmatch(key_of(text) or text)
    if match:
        return _REASONS[int((match.lastgroup or "r0")[1:])]
    return "plea" if may_be_plea(text) else None


def judge_company(sheet: Sheet) -> None:
    """Judge the lines that are furniture if those beside them are.

    For a button one neighbour is enough; a whole sentence must stand in the midst of furniture, or
    in a box in which all else is.
    """
    end = len(sheet.texts)
    for order in (range(end), range(end - 1, -1, -1)):
        for n in order:
            if sheet.verdicts[n] is not None or sheet.goes_on(n) or sheet.led[n]:
                continue
            above, below = sheet.is_out(n - 1), sheet.is_out(n + 1)
            if not above and not below:
                continue
            if reason := weak_furniture(sheet.texts[n]):
                if not is_statement(sheet.texts[n]) or _is_surrounded(sheet, n):
                    sheet.drop(n, reason)
            elif _is_link_in_list(sheet, n, n - 1) or _is_link_in_list(sheet, n, n + 1):
                sheet.drop(n, "link")


def _is_surrounded(sheet: Sheet, n: int) -> bool:
    end = len(sheet.texts)
    if (n == 0 or sheet.is_out(n - 1)) and (n + 1 == end or sheet.is_out(n + 1)):
        return True
    first, last = sheet.box(n)
    return last - first > 1 and all(sheet.is_out(m) for m in range(first, last) if m != n)


def _is_link_in_list(sheet: Sheet, n: int, beside: int) -> bool:
    """Tell whether a line is an item, but no sentence, of a list of links."""
    if not 0 <= beside < len(sheet.texts) or sheet.lines[max(n, beside)].gap:
        return False
    verdict = sheet.verdicts[beside]
    return (
        verdict is not None
        and verdict.reason == "link"
        and BULLET.match(sheet.texts[n]) is not None
        and BULLET.match(sheet.texts[beside]) is not None
        and not ends_sentence(sheet.texts[n])
    )
