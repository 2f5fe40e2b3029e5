"""Lists that fit: as many lines as there is room for, and how many more there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts, limits

if TYPE_CHECKING:
    from collections.abc import Sequence


def fitted(
    lines: Sequence[str], limit: int = limits.FIELD_VALUE, *, most: int | None = None
) -> str:
    """Return the first lines within ``limit`` units, and "and 7 more" for those left out.

    :param lines: each a line of markdown, escaped already.
    :param most: how many are shown at most, also where there is room for more.
    """
    kept: list[str] = []
    room = limit - limits.size(counts.more(1_000_000)) - 1
    for line in lines[:most]:
        if limits.size(line) > room:
            break
        kept.append(line)
        room -= limits.size(line) + 1
    more = len(lines) - len(kept)
    return "\n".join([*kept, counts.more(more)] if more else kept)
