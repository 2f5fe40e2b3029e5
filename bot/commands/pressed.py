"""The base of all buttons: each finds what it is about from its id, so a restart changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeVar

import discord

if TYPE_CHECKING:
    import re

Button = discord.ui.Button[discord.ui.View]


class _Id(Protocol):
    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """Read the id that was matched."""


PressedId = TypeVar("PressedId", bound=_Id)


# Discord.py asks for a template even here; this one matches nothing, and the base is never registered.
class PressedButton(discord.ui.DynamicItem[Button], Generic[PressedId], template=r"(?!)"):
    """A pressed button and what its id says."""

    _ids: ClassVar[type[Any]]

    def __init__(self, item: Button, pressed: PressedId) -> None:
        """Stand for the pressed button ``item``."""
        super().__init__(item)
        self._pressed = pressed

    def __init_subclass__(cls, *, ids: type[_Id], template: re.Pattern[str]) -> None:
        """Take what ``template`` matches for one of ``ids``."""
        super().__init_subclass__(template=template)
        cls._ids = ids

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Return the button that was pressed."""
        return cls(item, cls._ids.of(match))  # type: ignore[arg-type] # Only buttons match.
