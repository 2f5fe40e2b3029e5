"""Whether two bots sent the same, but for the ids and times that each has of its own."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.isolation.discord_side import Sent
    from tests.isolation.steps import Step

_ID = re.compile(r"(?<![0-9A-Za-z-])(?:[1-9][0-9]{6}|[a-z0-9]{12}|[a-z0-9]{16})(?![0-9A-Za-z-])")
"""A number that was counted (see ``Stage``), an answer, a draft."""
_TIMES = re.compile(
    r"<t:\d+(?=:)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:\+00:00|Z)?|\b(?:[0-9a-f]{16}-)?[0-9a-f]{8}\b"
)
"""Moments, the name of a search index, the reference of a failure."""


class Twins:
    """The ids of a bot that serves all, and what they are for one that serves a place alone."""

    def __init__(self) -> None:
        """Know of none."""
        self._alone: dict[str, str] = {}
        self._all: dict[str, str] = {}

    def step(self, step: Step) -> Step:
        """Return a step for the bot that serves a place alone.

        What it has never heard of becomes an id that it never gave.
        """
        changed = {
            name: self._told(value)
            for name in step.__slots__
            if isinstance(value := getattr(step, name), str | dict)
        }
        return replace(step, **changed)

    def learn(self, of_all: str, alone: str) -> None:
        """Note that two ids are the same thing's.

        :raises AssertionError: if one of them is known as another's.
        """
        assert self._alone.setdefault(of_all, alone) == alone, (of_all, alone)
        assert self._all.setdefault(alone, of_all) == of_all, (of_all, alone)

    def check(self, of_all: Sequence[Sent], alone: Sequence[Sent]) -> None:
        """Assert that both sent the same.

        :raises AssertionError: showing both.
        """
        ids = [list(_ids(of_all)), list(_ids(alone))]
        if len(ids[0]) == len(ids[1]):
            for one, other in zip(*ids, strict=True):
                self.learn(one, other)
        here = _timeless(of_all)
        there = _ID.sub(lambda match: self._all.get(match[0], match[0]), _timeless(alone))
        lines = difflib.unified_diff(there.split("\n"), here.split("\n"), "alone", "among others")
        assert here == there, "\n".join(lines)

    def _told(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._told(each) for name, each in value.items()}
        return _ID.sub(self._known, value) if isinstance(value, str) else value

    def _known(self, match: re.Match[str]) -> str:
        given = match[0]
        if given not in self._alone:
            number = len(self._alone) + 1
            self.learn(
                given,
                str(9_000_000 + number)
                if given.isdigit() and len(given) == 7
                else f"{number:z>{len(given)}}",
            )
        return self._alone[given]


def _timeless(sent: Sequence[Sent]) -> str:
    return _TIMES.sub("~", json.dumps(sent, indent=1, ensure_ascii=False, sort_keys=True))


def _ids(value: Any) -> Iterator[str]:
    """Yield the ids in buttons, forms and suggestions, in order."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in {"custom_id", "value"} and isinstance(each, str):
                yield from _ID.findall(each)
            else:
                yield from _ids(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _ids(each)
