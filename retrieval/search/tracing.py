"""Run a model without Python's lock, so that other threads do not stop it at every step."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from transformers.utils import logging as transformers_logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentence_transformers import SentenceTransformer

_EXAMPLE = ["what is this about?", "What else is it about, and who says so?"]
"""Of two lengths, so that one of them is filled up."""
_TRIALS = [
    ["where?", "It is about something else, as nearly everything is that is as long as this."],
    ["what is this about?"],
]
_CLOSE = 1e-4

log = logging.getLogger(__name__)


class _States(nn.Module):
    """A transformer, of which nothing but the states of the last layer is asked.

    A module's trace goes with the module; a function's stays in memory for ever, weights and all.
    """

    def __init__(self, transformer: nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        found = self.transformer(input_ids=input_ids, attention_mask=attention_mask)
        return found.last_hidden_state  # type: ignore[no-any-return]


def trace(model: SentenceTransformer) -> None:
    """Have a model run as TorchScript, which gives the same numbers.

    PyTorch lets go of Python's global lock in each operation of a model, of which there are some
    hundred, and waits for it after each: beside a thread that keeps Python busy for a whole switch
    interval (5 ms) every time. TorchScript lets go of it once. A model that cannot be traced runs
    as it is.
    """
    make: Any = torch.jit.trace
    first: Any = model[0]

    def read(texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        taken = model.preprocess(texts)
        return taken["input_ids"], taken["attention_mask"]

    try:
        transformer = first.auto_model
        with torch.inference_mode(), _silence():
            script = make(_States(transformer), read(_EXAMPLE), check_trace=False)
            for texts in _TRIALS:
                plain = first(model.preprocess(texts))["token_embeddings"]
                torch.testing.assert_close(script(*read(texts)), plain, rtol=_CLOSE, atol=_CLOSE)
    except Exception as error:  # noqa: BLE001 - of any kind: the model works without.
        reason = str(error).partition("\n")[0]
        log.warning("the model runs untraced, so slower beside others: %s", reason)
        return

    def forward(
        input_ids: torch.Tensor, attention_mask: torch.Tensor, **_: Any
    ) -> dict[str, torch.Tensor]:
        return {"last_hidden_state": script(input_ids, attention_mask)}

    transformer.forward = forward


@contextmanager
def _silence() -> Iterator[None]:
    """Keep to itself that TorchScript is deprecated, and what a look at a model's losses warns of."""
    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        transformers_logging.set_verbosity(before)
