"""Addresses of attached files: Discord's hosts and the owner's, whatever they are dressed up as.

What is refused for looking like Discord's is in ``hostile.py``, tried in ``test_attachments.py``.
"""

from __future__ import annotations

import pytest

from bot.moderation.origins import origin, trusted
from tests.discord_double import hostile


@pytest.mark.parametrize("way", hostile.ELSEWHERE)
def test_an_address_elsewhere_is_not_asked(way: str) -> None:
    assert trusted(hostile.ELSEWHERE[way]) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.discordapp.com/attachments/1/2/a.pdf?ex=6&is=5&hm=4",
        "https://cdn.discordapp.com/ephemeral-attachments/1/2/a%20b.pdf?ex=6&is=5&hm=4&",
        "https://media.discordapp.net/attachments/1/2/a.png?width=4&height=3",
        "https://cdn.discordapp.com:443/attachments/1/2/a.pdf",
        "HTTPS://CDN.DISCORDAPP.COM/attachments/1/2/a.pdf",
        "https://cdn.discordapp.com/a.pdf#@evil.example",
        "https://cdn.discordapp.com?@evil.example/a.pdf",
    ],
)
def test_an_address_at_discords_hosts_is_asked(address: str) -> None:
    url = trusted(address)
    assert url is not None
    assert str(url.origin()) in {"https://cdn.discordapp.com", "https://media.discordapp.net"}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:81/a.pdf",
        "https://127.0.0.1:80/a.pdf",
        "http://localhost/a.pdf",
        "http://user@127.0.0.1/a.pdf",
        "http://127.0.0.1:80@evil.example/a.pdf",
        "http://127.0.0.1.evil.example/a.pdf",
    ],
)
def test_another_origin_is_taken_only_as_a_whole(address: str) -> None:
    assert trusted("http://127.0.0.1:80/a.pdf", ("http://127.0.0.1",)) is not None
    assert trusted(address, ("http://127.0.0.1",)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://files.example.org", "https://files.example.org"),
        ("https://Files.Example.org:443/", "https://files.example.org"),
        ("https://files.example.org:8443", "https://files.example.org:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_read(text: str, expected: str) -> None:
    assert origin(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no address"),
        ("files.example.org", "no address"),
        ("files.example.org:8443", "no address"),
        ("https://user@files.example.org", "no address"),
        ("https://files.example.org/cdn", "must end with the host"),
        ("http://files.example.org", "must begin with https://"),
        ("http://169.254.169.254", "must begin with https://"),
        ("ftp://127.0.0.1", "must begin with https://"),
    ],
)
def test_an_origin_that_is_none_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        origin(text)
