"""A stored text and its blocks grow together, so that offsets are right by construction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.domain import Block, BlockKind, ReadDocument

if TYPE_CHECKING:
    from retrieval.domain import Comment, Metadata

_CLOSE_TOGETHER = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


class TextBuilder:
    """Append blocks to a text; each keeps the offsets at which it came to stand."""

    def __init__(self) -> None:
        """Start with an empty text."""
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far."""
        return tuple(self._blocks)

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        marker: str = "",
        page: int | None = None,
        comment: Comment | None = None,
    ) -> None:
        """Append a block under the last one.

        :param marker: what stands before a list item ("• "); kept in the text, not in the block,
            so that a quote starts with the first word.
        """
        text = text.strip()
        if not text:
            return
        if self._blocks:
            close = kind in _CLOSE_TOGETHER and self._blocks[-1].kind is kind
            self._append("\n" if close else "\n\n")
        self._append(marker)
        start = self._length
        self._append(text)
        self._blocks.append(Block(kind, start, self._length, level, page, comment))

    def build(self, metadata: Metadata, format_: str) -> ReadDocument:
        """Return the finished document."""
        return ReadDocument("".join(self._parts), self.blocks, metadata, format_)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
