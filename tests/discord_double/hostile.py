"""Files that attack whoever fetches them: each ``Upload`` here is one way to do so.

What is inside a file does not matter here: zip bombs and disguised files are in
``tests/retrieval/documents``.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tests.discord_double.uploads import Serving, Upload

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = b"A full allotment plot costs 62 pounds a year.\n"

BOMB = gzip.compress(bytes(50_000_000))
"""Fifty megabytes in fifty kilobytes, for whoever unpacks what a server says is packed."""

SERVED: Mapping[str, Upload] = {
    "larger than said": Upload("a.txt", WORDS, said_size=len(WORDS) - 1),
    "larger than said, streamed": Upload(
        "a.txt", WORDS, said_size=len(WORDS) - 1, serving=Serving(streamed=True)
    ),
    "smaller than said": Upload("a.txt", WORDS, said_size=len(WORDS) + 1),
    "cut off": Upload("a.txt", WORDS, said_size=1000, serving=Serving(said_length=1000)),
    "packed": Upload("a.txt", BOMB, said_size=50_000_000, serving=Serving(encoding="gzip")),
    "without an end": Upload("a.txt", WORDS, serving=Serving(endless=True)),
}
"""Files whose bytes do not come as Discord said, each within a moment."""

SLOW: Mapping[str, Upload] = {
    "a byte at a time": Upload("a.txt", WORDS, serving=Serving(pause_s=0.2)),
    "never a byte": Upload("a.txt", WORDS, serving=Serving(pause_s=600)),
}
"""Files that keep whoever fetches them waiting."""

ELSEWHERE: Mapping[str, str] = {
    "not encrypted": "http://cdn.discordapp.com/attachments/1/2/a.pdf",
    "another host": "https://evil.example/a.pdf",
    "another host of Discord's": "https://discord.com/api/v10/users/@me",
    "a host that begins like Discord's": "https://cdn.discordapp.com.evil.example/a.pdf",
    "a host that ends like Discord's": "https://evilcdn.discordapp.com/a.pdf",
    "a host below Discord's": "https://a.cdn.discordapp.com/a.pdf",
    "Discord's host as a user": "https://cdn.discordapp.com@evil.example/a.pdf",
    "a user at Discord's host": "https://user:word@cdn.discordapp.com/a.pdf",
    "a backslash": "https://evil.example\\@cdn.discordapp.com/a.pdf",
    "a backslash behind": "https://cdn.discordapp.com\\@evil.example/a.pdf",
    "a dot behind": "https://cdn.discordapp.com./a.pdf",
    "another port": "https://cdn.discordapp.com:8443/a.pdf",
    "no such port": "https://cdn.discordapp.com:99999/a.pdf",
    "an encoded dot": "https://cdn.discordapp.com%2eevil.example/a.pdf",
    "an encoded NUL": "https://cdn.discordapp.com%00.evil.example/a.pdf",
    "Cyrillic letters": "https://\u0441dn.dis\u0441ordapp.com/a.pdf",
    "full-width letters": "https://\uff43dn.discordapp.com/a.pdf",
    "a full stop of another script": "https://cdn.discordapp\u3002com/a.pdf",
    "Punycode": "https://xn--dn-hlc.discordapp.com/a.pdf",
    "Punycode that is none": "https://xn--cdn-.discordapp.com/a.pdf",
    "a line feed": "https://cdn.discordapp.com/a.pdf\r\nHost: evil.example",
    "a blank": "https://cdn.discordapp.com /a.pdf",
    "a NUL": "https://cdn.discordapp.com\0.evil.example/a.pdf",
    "a file": "file:///etc/passwd",
    "a file at a host": "file://cdn.discordapp.com/etc/passwd",
    "data": "data:text/plain,words",
    "FTP": "ftp://cdn.discordapp.com/a.pdf",
    "the machine itself": "https://127.0.0.1/a.pdf",
    "the machine itself as a number": "https://2130706433/a.pdf",
    "the machine itself in IPv6": "https://[::1]/a.pdf",
    "a cloud's secrets": "http://169.254.169.254/latest/meta-data/",
    "half an address in IPv6": "https://[::1",
    "no scheme": "//cdn.discordapp.com/a.pdf",
    "no host": "https:///a.pdf",
    "a path alone": "/attachments/1/2/a.pdf",
    "nothing": "",
}
"""Addresses that no file of Discord's has."""

REDIRECTS: Mapping[str, str] = {
    "to another host": "https://evil.example/a.pdf",
    "to Discord's other host": "https://media.discordapp.net/a.pdf",
    "to a file": "file:///etc/passwd",
    "to a cloud's secrets": "http://169.254.169.254/latest/meta-data/",
    "to nothing": "",
}
"""Where a file's address leads to in place of its bytes."""
