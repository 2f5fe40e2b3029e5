"""A language for tests alone, which Discord offers to its members: a few texts in German."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = """\
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""

_TEXTS = """
msgid "Not helpful"
msgstr "Nicht hilfreich"

#, fuzzy
msgid "Helpful"
msgstr "Ungewiss"

msgid "Nearest documents"
msgstr ""

msgid "date unknown"
msgstr "Datum unbekannt"

msgid "{count} document"
msgid_plural "{count} documents"
msgstr[0] "{count} Dokument"
msgstr[1] "{count} Dokumente"
"""

_COMMANDS = """
msgid "ask"
msgstr "fragen"

msgid "Ask a policy question; the answer is quoted word for word"
msgstr "Stellt eine Frage; die Antwort wird wörtlich zitiert"

msgid "question"
msgstr "frage"

msgid "sources"
msgstr "Die Quellen"

msgid "Find the policy"
msgstr "Die Regelung finden"

msgid "cautious"
msgstr "vorsichtig"

msgid "What a term or an abbreviation means, in the documents' words"
msgstr "{long}"
"""


def german(folder: Path) -> Path:
    """Write the catalogues below ``folder`` and return it; one of its descriptions is too long."""
    place = folder / "de" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "bot.po").write_text(_HEAD + _TEXTS, encoding="utf-8")
    commands = _HEAD + _COMMANDS.replace("{long}", "lang " * 30)
    (place / "commands.po").write_text(commands, encoding="utf-8")
    return folder
