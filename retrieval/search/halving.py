"""Weights in half precision, for a question, whose few words have to read all of them from memory."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_TRIALS = ["where?", "It is about something else, as nearly everything is that is as long as this."]
_CLOSE = 0.01

log = logging.getLogger(__name__)


class _Halved(nn.Module):
    """A layer that computes in single precision with weights that are kept in half."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        bias = None if layer.bias is None else layer.bias.detach()
        self.packed: Any = torch.ops.quantized.linear_prepack_fp16(layer.weight.detach(), bias)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return torch.ops.quantized.linear_dynamic_fp16(states, self.packed)  # type: ignore[no-any-return]


def halve(model: SentenceTransformer) -> None:
    """Keep the weights of a model's layers in half precision; its numbers hardly change.

    Encoding a question takes about as long as reading all weights once, so half as many bytes take
    nearly half as long. With many texts at once it is the computing that takes long, and nothing is
    gained. Where the model or the processor is of a kind that does not allow it, the weights stay.
    """
    first: Any = model[0]
    transformer: nn.Module = first.auto_model
    layers = {
        name: layer for name, layer in transformer.named_modules() if type(layer) is nn.Linear
    }

    def put(replaced: dict[str, Any]) -> None:
        for name, layer in replaced.items():
            parent, _, own = name.rpartition(".")
            setattr(transformer.get_submodule(parent), own, layer)

    def states() -> torch.Tensor:
        found: torch.Tensor = first(model.preprocess(_TRIALS))["token_embeddings"]
        return found

    with torch.inference_mode():
        try:
            before = states()
            put({name: _Halved(layer) for name, layer in layers.items()})
            torch.testing.assert_close(states(), before, rtol=_CLOSE, atol=_CLOSE)
        except Exception as error:  # noqa: BLE001 - of any kind: the model works without.
            put(layers)
            reason = str(error).partition("\n")[0]
            log.info("the model keeps its weights in full, so a question takes longer: %s", reason)
