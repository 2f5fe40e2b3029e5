"""Strategies that break a document a little, or a lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.fuzzing.samples import NAMES, PIECES, sample, unzipped, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_BYTES = 300_000
_MAX_CHANGES = 5
_MAX_TIMES = 500


def files(format_: str) -> st.SearchStrategy[bytes]:
    """Return a strategy of broken files of a format, a key of ``NAMES``, and of sheer noise."""
    whole = sample(format_)
    strategies = [_changed(st.just(whole)), st.binary(max_size=200).map(whole[:4].__add__)]
    if format_ in ("docx", "archive"):
        strategies.append(_changed_inside(whole))
        strategies.append(_changed_inside(whole))  # The container alone is soon tried out.
    return st.one_of(strategies)


def noise() -> st.SearchStrategy[bytes]:
    """Return a strategy of files that are pieces of any format in any order."""
    pieces = st.one_of(
        st.sampled_from(PIECES),
        st.binary(max_size=30),
        st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.sampled_from(list(NAMES)).flatmap(lambda format_: _slice(sample(format_))),
    )
    return st.lists(pieces, min_size=1, max_size=20).map(b"".join)


@st.composite
def _slice(draw: st.DrawFn, content: bytes) -> bytes:
    start = draw(st.integers(0, len(content)))
    return content[start : start + draw(st.integers(0, 2000))]


@st.composite
def _changed(draw: st.DrawFn, contents: st.SearchStrategy[bytes]) -> bytes:
    content = draw(contents)
    for _ in range(draw(st.integers(1, _MAX_CHANGES))):
        content = draw(st.sampled_from(_CHANGES))(draw, content)[:_MAX_BYTES]
    return content


@st.composite
def _changed_inside(draw: st.DrawFn, content: bytes) -> bytes:
    """Change a member of an archive and pack it again, so that it gets past the checksums."""
    members = unzipped(content)
    name = draw(st.sampled_from(sorted(members)))
    members[name] = draw(_changed(st.just(members[name])))
    if draw(st.booleans()):
        del members[draw(st.sampled_from(sorted(members)))]
    return zipped(members)


def _flip(draw: st.DrawFn, content: bytes) -> bytes:
    if not content:
        return content
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 20))):
        changed[draw(st.integers(0, len(content) - 1))] ^= draw(st.integers(1, 255))
    return bytes(changed)


def _truncate(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: draw(st.integers(0, len(content)))]


def _delete(draw: st.DrawFn, content: bytes) -> bytes:
    start, end = _run(draw, content)
    return content[:start] + content[end:]


def _insert(draw: st.DrawFn, content: bytes) -> bytes:
    place = draw(st.integers(0, len(content)))
    piece = draw(st.sampled_from(PIECES)) * draw(st.integers(1, 3))
    return content[:place] + piece + content[place:]


def _overwrite(draw: st.DrawFn, content: bytes) -> bytes:
    place = draw(st.integers(0, len(content)))
    piece = draw(st.sampled_from(PIECES))
    return content[:place] + piece + content[place + len(piece) :]


def _repeat(draw: st.DrawFn, content: bytes) -> bytes:
    start, end = _run(draw, content)
    return content[:start] + content[start:end] * draw(st.integers(2, _MAX_TIMES)) + content[end:]


def _graft(draw: st.DrawFn, content: bytes) -> bytes:
    place = draw(st.integers(0, len(content)))
    other = draw(st.sampled_from(list(NAMES)).flatmap(lambda format_: _slice(sample(format_))))
    return content[:place] + other + content[place:]


def _run(draw: st.DrawFn, content: bytes) -> tuple[int, int]:
    start = draw(st.integers(0, len(content)))
    return start, min(len(content), start + draw(st.integers(1, 200)))


_CHANGES: list[Callable[[st.DrawFn, bytes], bytes]] = [
    _flip,
    _truncate,
    _delete,
    _insert,
    _overwrite,
    _repeat,
    _graft,
]
