"""Where attached files may come from: Discord's own hosts, and what the owner names besides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Collection

HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""https://discord.com/developers/docs/reference#cdn-formatting"""

_HTTPS_PORT = 443

# Blanks, controls, backslashes and other alphabets are where readers of addresses disagree.
_PLAIN = re.compile(r"[!-\[\]-~]+")

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def trusted(address: str, also: Collection[str] = ()) -> URL | None:
    """Return an address that may be asked for a file, or ``None``.

    :param also: origins beyond Discord's file hosts.
    """
    if not _PLAIN.fullmatch(address):
        return None
    try:
        url = URL(address)
        if not url.raw_host or url.raw_user is not None or url.raw_password is not None:
            return None
        ours = url.scheme == "https" and url.raw_host in HOSTS and url.port == _HTTPS_PORT
        return url if ours or str(url.origin()) in also else None
    except ValueError:
        return None


def origin(text: str) -> str:
    """Return the origin that a setting names, as in ``https://files.example.org:8443``.

    :raises ValueError: when it is none, or its files would travel over a network in the clear.
    """
    url = URL(text)
    if not url.raw_host or url.raw_user is not None or url.raw_password is not None:
        raise ValueError(f"{text!r} is no address such as https://files.example.org:8443")
    if url.path != "/" or url.raw_query_string or url.raw_fragment:
        raise ValueError(f"{text!r} must end with the host or port")
    if url.scheme != "https" and not (url.scheme == "http" and url.raw_host in _LOOPBACK):
        raise ValueError(f"{text!r} must begin with https://, except on this machine itself")
    return str(url.origin())
