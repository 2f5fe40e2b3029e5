"""Fit the adapter of the embedding model: low-rank additions that rank what answers first."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from sentence_transformers import SentenceTransformer
from torch import nn
from torch.nn import functional

from retrieval.errors import UserFacingError
from retrieval.search import packaged_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from retrieval.evaluation.examples import Candidate, Example
    from retrieval.ingest import Progress
    from retrieval.search import Factors, ModelFiles

_LAYERS = ("attention.self.query", "attention.self.value", "intermediate.dense", "output.dense")
_NOT = "attention.output.dense"
_RANK = 8
_RATE, _DECAY, _WARM_UP, _SLOWEST = 5e-4, 0.01, 0.1, 0.02
_EPOCHS = 2
_SHARE = 0.5
"""Of what was learned that is added. Halfway between the model as it was made and as it was trained
(Wortsman et al. 2021, arXiv:2109.01903) it ranks held-out pages as well, with less spread, and texts
of another kind, such as the published documents, better."""
_BATCH = 8
"""Questions of a step."""
_ENCODED = 24
"""Texts that are encoded together, of like length."""
_NEGATIVES, _SURE = 5, 3
"""Passages that do not answer: those of a step, and the first ones that are often among them."""
_CONTRAST, _SHARPNESS = 0.3, 20.0
_STEEPNESS, _THRESHOLD, _THRESHOLD_RATE = 0.25, 15.0, 0.05
"""In log odds of the ranking: about those of a logistic regression, for a start."""
_SEED = 0


class _Encoded(NamedTuple):
    """A text, with gradients."""

    vector: torch.Tensor
    pieces: torch.Tensor
    """L2-normalised, shape (word pieces, dimensions)."""
    numbers: torch.Tensor


class _LowRank(nn.Module):
    """A layer whose weights stay, with an addition that is learned; at first it is nothing."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(_RANK, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, _RANK))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return what the layer gives, and what is added."""
        added = functional.linear(functional.linear(values, self.down), self.up)
        return self.layer(values) + added  # type: ignore[no-any-return]


class AdapterFit:
    """The training of an adapter, on one core.

    The loss is that of the ranking itself (the listwise one of Cao et al. 2007), with the cosine of
    the best sentence and the late interaction as the adapted model gives them and the other features
    as they are; a little of what the model was trained by, telling the passages of a batch apart; and
    telling by the best score whether there is an answer, of which the pages that answer are taken
    out for the half of it.
    """

    def __init__(self, model: ModelFiles, collections: Mapping[str, Sequence[Example]]) -> None:
        """Load the model.

        :param collections: examples by the name of their collection.
        :raises UserFacingError: if there are too few.
        """
        self._examples = [
            (example, 1 / len(examples) ** 0.5)
            for examples in collections.values()
            for example in examples
        ]
        if len(self._examples) < _BATCH:
            raise UserFacingError(
                f"there are too few questions to learn from: {len(self._examples)} that a passage "
                f"answers and others do not; a step takes {_BATCH}."
            )
        mean = sum(counts for _, counts in self._examples) / len(self._examples)
        self._examples = [(example, counts / mean) for example, counts in self._examples]
        torch.manual_seed(_SEED)
        torch.set_num_threads(1)
        self._random = random.Random(_SEED)  # noqa: S311 - a seed makes the same adapter again.
        self._model = SentenceTransformer(str(model.folder), device="cpu", local_files_only=True)
        self._added = _add_low_rank(self._model[0].auto_model)
        self._steepness = nn.Parameter(torch.tensor(_STEEPNESS))
        self._threshold = nn.Parameter(torch.tensor(_THRESHOLD))
        # Without dropout: what is learned is little, and the features are those of the search.
        self._model.eval()

    def run(self, progress: Progress) -> dict[str, Factors]:
        """Train, and return the factors of each layer; see ``Adapter.factors``."""
        parameters = [value for layer in self._added.values() for value in (layer.up, layer.down)]
        optimiser = torch.optim.AdamW(
            [
                {"params": parameters, "weight_decay": _DECAY},
                {"params": [self._steepness], "weight_decay": 0.0},
                {"params": [self._threshold], "weight_decay": 0.0, "lr": _THRESHOLD_RATE},
            ],
            lr=_RATE,
        )
        steps = _EPOCHS * (len(self._examples) // _BATCH)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step, steps))
        for done, batch in enumerate(itertools.islice(self._batches(), steps)):
            progress("learning", done, steps)
            optimiser.zero_grad()
            self._loss(batch).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
        progress("learning", steps, steps)
        return {
            name: ((_SHARE * layer.up.detach()).numpy(), layer.down.detach().numpy())
            for name, layer in self._added.items()
        }

    def _batches(self) -> Iterator[list[tuple[Example, float]]]:
        while True:
            self._random.shuffle(self._examples)
            for first in range(0, len(self._examples) - _BATCH + 1, _BATCH):
                yield self._examples[first : first + _BATCH]

    def _loss(self, batch: Sequence[tuple[Example, float]]) -> torch.Tensor:
        chosen = [
            [self._random.choice(example.answering), *self._others(example)] for example, _ in batch
        ]
        texts = dict.fromkeys(
            text
            for (example, _), candidates in zip(batch, chosen, strict=True)
            for text in (
                example.question,
                *(part for each in candidates for part in (each.text, each.sentence)),
            )
        )
        encoded = self._encode(list(texts))
        losses = []
        for number, (example, counts) in enumerate(batch):
            question, candidates = encoded[example.question], chosen[number]
            scores = torch.stack(
                [_score(question, each, encoded, example.rarity) for each in candidates]
            )
            vectors = [encoded[each.text].vector for each in candidates]
            vectors += [
                encoded[other[0].text].vector for other in chosen if other is not candidates
            ]
            nearness = _SHARPNESS * (torch.stack(vectors) @ question.vector)
            missed = -scores.log_softmax(0)[0] - _CONTRAST * nearness.log_softmax(0)[0]
            losses.append(counts * (missed + self._misjudged(scores, candidates)))
        return torch.stack(losses).mean()

    def _misjudged(self, scores: torch.Tensor, candidates: Sequence[Candidate]) -> torch.Tensor:
        """Return the log loss of telling whether there is an answer, with and without its pages."""
        elsewhere = [row for row, candidate in enumerate(candidates) if candidate.elsewhere]
        if not elsewhere:
            return scores.new_zeros(())
        best = torch.stack([scores.max(), scores[elsewhere].max()])
        with_it, without = self._steepness * (best - self._threshold)
        return functional.softplus(-with_it) + functional.softplus(without)

    def _others(self, example: Example) -> list[Candidate]:
        """Return passages that do not answer: half the time with the first of them for sure."""
        wanted = min(_NEGATIVES, len(example.others))
        if self._random.random() < 0.5:  # noqa: PLR2004 - half.
            return self._random.sample(example.others, wanted)
        first, rest = example.others[:_SURE], example.others[_SURE:]
        return [*first, *self._random.sample(rest, max(0, min(wanted - len(first), len(rest))))]

    def _encode(self, texts: Sequence[str]) -> dict[str, _Encoded]:
        by_length = sorted(texts, key=len)
        encoded = {}
        for first in range(0, len(by_length), _ENCODED):
            together = by_length[first : first + _ENCODED]
            taken = self._model.preprocess(together)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = self._model[0](taken)["token_embeddings"]
            for row, text in enumerate(together):
                length = int(taken["attention_mask"][row].sum())
                own = states[row, :length].float()
                encoded[text] = _Encoded(
                    functional.normalize(own.mean(0), dim=0),
                    functional.normalize(own[1:-1], dim=1),
                    taken["input_ids"][row, 1 : length - 1],
                )
        return encoded


def _add_low_rank(model: Any) -> dict[str, _LowRank]:
    model.requires_grad_(False)
    added = {}
    for name, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear) and name.endswith(_LAYERS) and not name.endswith(_NOT):
            parent, _, own = name.rpartition(".")
            added[name] = _LowRank(layer)
            setattr(model.get_submodule(parent), own, added[name])
    return added


def _pace(step: int, steps: int) -> float:
    """Return the share of the learning rate: up at first, then down in a line."""
    return min(
        (step + 1) / (_WARM_UP * steps), max(_SLOWEST, (steps - step) / ((1 - _WARM_UP) * steps))
    )


def _score(
    question: _Encoded,
    candidate: Candidate,
    encoded: Mapping[str, _Encoded],
    rarity: npt.NDArray[np.float32],
) -> torch.Tensor:
    weights = packaged_weights()
    worth = torch.from_numpy(rarity[question.numbers.numpy()])
    nearest = (question.pieces @ encoded[candidate.text].pieces.T).amax(1)
    pieces = (nearest @ worth) / worth.sum()
    sentence = question.vector @ encoded[candidate.sentence].vector
    return (
        candidate.rest
        + weights["pieces"] * pieces
        + weights["meaning"] * sentence * pieces
        + weights["wording"] * candidate.lexical * sentence
    )
