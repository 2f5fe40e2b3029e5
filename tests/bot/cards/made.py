"""Arguments for every function that makes a card or a form, by how its parameters are annotated."""

from __future__ import annotations

import enum
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import bot.cards
import retrieval.domain
from bot.cards import Card
from bot.cards.forms import Form
from bot.cards.model import Colour, Embed
from bot.cards.review_ids import ReasonId
from bot.cards.sources import Facts
from bot.language.translation import languages
from retrieval.domain import (
    Answer,
    Context,
    DayCount,
    Insights,
    NoAnswer,
    Quote,
    Source,
    SourceDetails,
    Span,
)
from tests.bot.builders import ANSWER_ID, document
from tests.bot.strategies import answers, dates, details, quotes, sources, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OTHERS = {"titled"}
"""Takes a title that Discord has shown, and so took."""
_MADE = (Card.__name__, Form.__name__)
_MOMENTS = st.sampled_from(["2026-03-02T12:00:00+00:00", "2025-11-30T23:59:59+00:00"])
_COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 10**6))

# What a name says that a type does not: ids and moments are made by the bot, not by members.
_NAMED: dict[str, st.SearchStrategy[Any]] = {
    "answer_id": st.just(ANSWER_ID),
    "draft_id": st.just("k3v9x2m7q4"),
    "custom_id": st.just("cv1:form"),
    "reference": st.just("0a1b2c3d"),
    "option": st.sampled_from(["since", "until"]),
    "words": st.text(max_size=30),
    "code": st.sampled_from([None, *languages()]),
    "id": st.integers(1, 10**6),
    "seconds": st.floats(0, 1000),
    "days": st.integers(1, 3650),
    "answer_days": st.integers(1, 3650),
    "date": dates,
    "dates": st.one_of(st.none(), st.tuples(st.just("2015"), dates.filter(bool))),
    "at": _MOMENTS,
    "since": st.one_of(st.none(), st.just("2016-02")),
    "until": st.one_of(st.none(), st.just("2018")),
    "last_change": st.one_of(st.none(), _MOMENTS),
}
_TYPED: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: _COUNTS,
    bool: st.booleans(),
    float: st.floats(0, 1),
    Any: st.none(),
    bytes: st.just(b"\x89PNG"),
    type(None): st.none(),
    Answer: answers(),
    Quote: quotes(),
    Source: sources(),
    SourceDetails: details(),
    Card: texts.map(lambda text: Card(Embed("", f"x{text}"[:500], Colour.INFORMATION))),
}


def builders() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function of ``bot.cards`` that returns a card or a form, with its name."""
    for module in pkgutil.iter_modules(bot.cards.__path__):
        found = importlib.import_module(f"{bot.cards.__name__}.{module.name}")
        for name, function in vars(found).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == found.__name__
                and not name.startswith("_")
                and name not in _OTHERS
                and function.__annotations__.get("return") in _MADE
            ):
                yield f"{module.name}.{name}", function


def calls(function: Callable[..., Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return the arguments of such a function, whatever they may be."""
    return st.fixed_dictionaries(_arguments(function))


def _arguments(of: Any) -> dict[str, st.SearchStrategy[Any]]:
    hints = typing.get_type_hints(of, localns=_names())
    return {name: _any(hint, name) for name, hint in hints.items() if name != "return"}


def _any(hint: Any, name: str = "") -> st.SearchStrategy[Any]:
    """Return values of a type, for a parameter or a field of this name."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return _NAMED[name] if name in _NAMED else st.one_of(*(_any(each, name) for each in inner))
    if origin is not None:
        return _several(origin, inner, least=name in _NEVER_EMPTY)
    if name.endswith("_at") and hint is str:
        return _MOMENTS
    if name in _NAMED and hint in {str, int, float}:
        return _NAMED[name]
    if hint in _TYPED:
        return _TYPED[hint]
    return st.sampled_from(hint) if issubclass(hint, enum.Enum) else _of_class(hint)


def _several(origin: Any, inner: tuple[Any, ...], *, least: int) -> st.SearchStrategy[Any]:
    if issubclass(origin, Mapping):
        return st.dictionaries(_FIELDS, _any(inner[1]))
    if origin is tuple and inner[-1] is not ...:
        return st.tuples(*(_any(each) for each in inner))
    return st.lists(_any(inner[0]), min_size=least, max_size=12).map(tuple)


_NEVER_EMPTY = {"uploads", "refused", "days"}
_FIELDS = st.sampled_from(["title", "publisher", "author", "date", "url"])


def _of_class(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a dataclass, within what it means."""
    if kind is Context:
        return quotes().map(
            lambda quote: Context(document(quote.text), 0, len(quote.text), Span(0, 1))
        )
    if kind is NoAnswer:
        return answers().map(lambda a: NoAnswer(a.question, 0.1, a.quotes, covered=(a.question,)))
    if kind is DayCount:
        return st.builds(kind, st.just("2026-03-02"), _COUNTS, _COUNTS, st.integers(1, 99))
    if kind is Insights:
        return st.builds(kind, **(_arguments(kind) | {"since": _MOMENTS}))
    made = st.builds(kind, **_arguments(kind))
    if kind.__name__ == "Definition":
        made = made.filter(lambda found: all(each.quotes or each.own for each in found.meanings))
    return made


def _names() -> dict[str, Any]:
    """Return what annotations name, of which most is imported for type checkers alone."""
    names: dict[str, Any] = {"ReasonId": ReasonId, "Facts": Facts, "Card": Card, "Form": Form}
    from collections import abc  # noqa: PLC0415

    names |= {name: getattr(abc, name) for name in abc.__all__}
    for module in pkgutil.iter_modules(retrieval.domain.__path__):
        names |= vars(importlib.import_module(f"retrieval.domain.{module.name}"))
    return names
