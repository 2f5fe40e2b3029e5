"""What members can ask for: one module for each group of commands, thin faces over the rest.

``bot.client`` registers all that is exported here.
"""

from bot.commands.about import about
from bot.commands.ask import ask, find_the_policy
from bot.commands.buttons import AnswerButton, ListButton
from bot.commands.define import define
from bot.commands.settings import SettingsGroup
from bot.commands.sources import SourcesGroup

__all__ = [
    "AnswerButton",
    "ListButton",
    "SettingsGroup",
    "SourcesGroup",
    "about",
    "ask",
    "define",
    "find_the_policy",
]
