"""The rim for the terminal: the same cards, drawn with rich.

It reads the markdown that ``bot.cards`` writes, not all that Discord knows: escapes, bold, italics,
code, masked links and block quotes.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.markup import escape as escape_rich
from rich.panel import Panel
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from bot.cards import Card

_TOKEN = re.compile(
    r"\\(?P<plain>[^0-9A-Za-z\s])"
    r"|(?P<bold>\*\*)"
    r"|(?P<italic>\*)"
    r"|`(?P<code>[^`]+)`"
    r"|\[(?P<words>(?:\\.|[^\]\\])+)\]\((?P<url>[^)\s]+)\)"
    r"|(?P<text>[^\\*`\[]+|.)",
    re.DOTALL,
)

_QUOTE = "> "
_WIDTH = 100
"""Columns of a card at most; longer lines are hard to read."""


def draw(card: Card, *, width: int) -> Panel:
    """Return a card to print on a terminal of ``width`` columns."""
    colour = f"#{int(card.embed.colour):06x}"
    parts: list[RenderableType] = [_markdown(card.embed.description, colour)]
    for field in card.embed.fields:
        parts += [
            Text(),
            Text.assemble((_plain(field.name), "bold")),
            _markdown(field.value, colour),
        ]
    if card.embed.footer:
        parts += [Text(), Text(card.embed.footer, style="dim")]
    return Panel(
        Group(*parts),
        title=f"[bold]{escape_rich(_plain(card.embed.title))}[/bold]",
        title_align="left",
        border_style=colour,
        width=min(width, _WIDTH),
        padding=(1, 2),
    )


class _Quoted:
    """Text with a bar on its left, also where it wraps."""

    def __init__(self, text: Text, colour: str) -> None:
        self._text = text
        self._bar = Segment("▌ ", Style(color=colour))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in console.render_lines(self._text, options.update(width=options.max_width - 2)):
            yield self._bar
            yield from line
            yield Segment.line()


def _markdown(markdown: str, colour: str) -> Group:
    blocks: list[RenderableType] = []
    for quoted, lines in groupby(markdown.split("\n"), lambda line: line.startswith(_QUOTE)):
        text = Text("\n").join(inline(line.removeprefix(_QUOTE)) for line in lines)
        blocks.append(_Quoted(text, colour) if quoted else text)
    return Group(*blocks)


def inline(markdown: str) -> Text:
    """Return one line of our markdown as styled text."""
    text = Text()
    bold = italic = False
    for token in _TOKEN.finditer(markdown):
        style = Style(bold=bold, italic=italic)
        if token["bold"]:
            bold = not bold
        elif token["italic"]:
            italic = not italic
        elif token["code"]:
            text.append(token["code"], style + Style(color="cyan"))
        elif token["url"]:
            words = inline(token["words"])
            words.stylize(Style(link=token["url"], underline=True))
            text.append_text(words)
        else:
            text.append(token["plain"] or token["text"], style)
    return text


def _plain(markdown: str) -> str:
    return inline(markdown).plain
