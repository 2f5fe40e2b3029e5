"""The language of the interface: texts are translated where they are shown, quotes never.

A text is a whole sentence with named places, ``_("Wait {seconds} seconds.").format(seconds=5)``, and is
translated at the time of the call into the language of the current context. Texts are therefore
written inside functions: a constant of a module would be translated when it is imported. Threads
of an executor do not inherit the context; texts are made on the event loop.

A language is a folder of ``bot/language/locales`` with a catalogue as GNU gettext has them, and nothing more.
"""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from babel.messages.catalog import Catalog, Message

FOLDER = Path(__file__).parent / "locales"
"""Where the catalogues are: ``<code>/LC_MESSAGES/bot.po``."""

DOMAIN = "bot"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the interface speaks."""

    code: str
    """As in ``bot/language/locales``, such as ``cy`` or ``pt_BR``."""
    locale: Locale
    """How it writes dates and numbers."""
    texts: gettext.NullTranslations = field(compare=False)
    """Its texts, by the English ones."""
    originals: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The English texts, by its own."""

    @property
    def name(self) -> str:
        """What the language calls itself."""
        name = Locale.parse(self.code).get_display_name(self.locale) or self.code
        return name[0].upper() + name[1:]


ENGLISH = Language("en", Locale("en", "GB"), gettext.NullTranslations())

_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def _(message: str) -> str:
    """Return a text in the current language."""
    return _current.get().texts.gettext(message)


def _n(one: str, many: str, n: int) -> str:
    """Return a text that tells of ``n`` things in the current language."""
    return _current.get().texts.ngettext(one, many, n)


def current() -> Language:
    """Return the language of the current context."""
    return _current.get()


def in_english(text: str) -> str:
    """Return the original of a text in the current language, for the log."""
    return _current.get().originals.get(text, text)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let texts be in a language."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def read_language(folder: Path) -> Language:
    """Return the language of a folder, such as ``bot/language/locales/cy``.

    What is not translated stays English, and so does what is marked as fuzzy.

    :raises OSError: where a catalogue is missing.
    :raises babel.messages.pofile.PoFileError: for a file that is no catalogue.
    """
    entries = read_catalogue(folder, DOMAIN)
    originals = {str(entry.string): str(entry.id) for entry in entries if _is_plain(entry)}
    return Language(folder.name, Locale.parse(folder.name), compiled(entries), originals)


def read_catalogue(folder: Path, domain: str) -> Catalog:
    """Return a catalogue of a language's folder; see :func:`read_language`."""
    with (folder / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=folder.name, domain=domain, abort_invalid=True)


def compiled(catalogue: Catalog) -> gettext.NullTranslations:
    """Return the texts of a catalogue; no file of them is kept that could be out of date."""
    binary = BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def _is_plain(entry: Message) -> bool:
    return isinstance(entry.id, str) and bool(entry.id and entry.string) and not entry.fuzzy


@cache
def languages(folder: Path = FOLDER) -> Mapping[str, Language]:
    """Return the languages there are by code, English first."""
    found = sorted(path.parent.parent for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return {ENGLISH.code: ENGLISH} | {each.name: read_language(each) for each in found}


def negotiate(
    preferred: Iterable[str | None], among: Mapping[str, Language] | None = None
) -> Language:
    """Return the first language of those preferred that there is; English where there is none.

    :param preferred: codes such as Discord's ``en-GB``; ``None`` for one that is not known.
    """
    known = languages() if among is None else among
    for code in preferred:
        found = None if code is None else negotiate_locale([code.replace("-", "_")], known)
        if found is not None:
            return known[found]
    return ENGLISH
