"""Brings the catalogues up to date with the code; with the code of a language, begins that one.

``python -m tests.locales`` or ``python -m tests.locales de``.
"""

from __future__ import annotations

import sys

from bot.gateway.command_names import DOMAIN as COMMANDS
from bot.language.translation import DOMAIN as TEXTS
from bot.language.translation import FOLDER
from tests.locales.catalogues import begin, committed, is_offered, update


def main() -> None:
    """Write catalogues below ``bot/language/locales``."""
    for code in sys.argv[1:]:
        begin(FOLDER / code, TEXTS)
        if is_offered(code):
            begin(FOLDER / code, COMMANDS)
    for language, domain in committed():
        update(language, domain)


if __name__ == "__main__":
    main()
