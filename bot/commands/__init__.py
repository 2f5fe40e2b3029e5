"""What members can ask for: one module for each group of commands, thin faces over the rest.

``bot.gateway.client`` registers all that is exported here.
"""

from bot.commands.about import about
from bot.commands.ask import ask, find_the_policy
from bot.commands.buttons import AnswerButton, ListButton
from bot.commands.consulting import AskModeratorButton, QuestionButton, submit_reply
from bot.commands.define import define
from bot.commands.glossary import GlossaryGroup, TermButton, TermPageButton
from bot.commands.insights import ExportButton, insights
from bot.commands.library import LibraryGroup, add_to_the_library
from bot.commands.library_buttons import LibraryButton
from bot.commands.library_forms import submit_library
from bot.commands.privacy import PrivacyButton, PrivacyGroup
from bot.commands.reasons import ReasonButton, submit_reason
from bot.commands.settings import SettingsGroup
from bot.commands.sources import SourcesGroup

__all__ = [
    "AnswerButton",
    "AskModeratorButton",
    "ExportButton",
    "GlossaryGroup",
    "LibraryButton",
    "LibraryGroup",
    "ListButton",
    "PrivacyButton",
    "PrivacyGroup",
    "QuestionButton",
    "ReasonButton",
    "SettingsGroup",
    "SourcesGroup",
    "TermButton",
    "TermPageButton",
    "about",
    "add_to_the_library",
    "ask",
    "define",
    "find_the_policy",
    "insights",
    "submit_library",
    "submit_reason",
    "submit_reply",
]
