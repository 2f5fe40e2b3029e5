"""Commands as Discord shows them to members of each locale that there is a catalogue for.

Discord asks for all of them when the commands are registered, so this knows no current language.
Their catalogue is ``commands.po``, which a language has where Discord offers it to members.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discord import app_commands

from bot.cards import limits
from bot.language.translation import FOLDER, compiled, read_catalogue
from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    import gettext
    from collections.abc import Mapping
    from pathlib import Path

    import discord

log = get_logger(__name__)

DOMAIN = "commands"

_LONGEST_NAME = 32
_NAME = re.compile(rf"[-_'\w]{{1,{_LONGEST_NAME}}}")
"""https://discord.com/developers/docs/interactions/application-commands, for slash commands."""
_NAMES = {
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
}


class CommandNames(app_commands.Translator):
    """Names and descriptions of commands by Discord's locales."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read the catalogues below ``folder``."""
        super().__init__()
        found = sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
        folders = [path.parent.parent for path in found]
        self._texts: Mapping[str, gettext.NullTranslations] = {
            each.name.replace("_", "-"): compiled(read_catalogue(each, DOMAIN)) for each in folders
        }

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return a name or a description in a locale; nothing where it stays English.

        Discord refuses all commands for one name that it does not allow, so such a one is left out.
        """
        code = locale.value
        texts = self._texts.get(code) or self._texts.get(code.partition("-")[0])
        if texts is None:
            return None
        words = texts.gettext(string.message)
        if words == string.message:
            return None
        if not _is_allowed(words, context):
            log.warning("a command cannot be called that", locale=code, english=string.message)
            return None
        return words


def _is_allowed(words: str, context: app_commands.TranslationContextTypes) -> bool:
    if isinstance(context.data, app_commands.ContextMenu):
        return 0 < len(words) <= _LONGEST_NAME
    if context.location in _NAMES:
        return _NAME.fullmatch(words) is not None and words == words.lower()
    return 0 < limits.size(words) <= limits.CHOICE
