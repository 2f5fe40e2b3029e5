"""Fit what the search decides by; for developers, since a release comes with all of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retrieval.cli.app import app, progress_bar

if TYPE_CHECKING:
    from retrieval.evaluation.observing import Observed

_ROOT = Path(__file__).parents[1]
RANKING = _ROOT / "search" / "ranking.json"
CALIBRATION = _ROOT / "answers" / "calibration.json"
BASIS = _ROOT / "search" / "pieces.npy"

fitting = typer.Typer(help="Fit what the search decides by (for developers).", no_args_is_help=True)
app.add_typer(fitting, name="fit")

Collections = Annotated[
    list[Path], typer.Argument(help="Folders with corpus.jsonl, queries.jsonl and qrels.tsv.")
]
Keep = Annotated[
    Path | None, typer.Option(help="Folder that keeps the built libraries for the next time.")
]


@fitting.command()
def basis(
    context: typer.Context,
    documents: Annotated[Path, typer.Argument(help="Folder of documents.")],
    output: Annotated[Path, typer.Option(help="Where the basis goes.")] = BASIS,
) -> None:
    """Fit what the vectors of word pieces are projected on; all is to be embedded again then."""
    import numpy as np  # noqa: PLC0415 - seldom used.

    from retrieval.evaluation.projecting import fit_basis, texts_of  # noqa: PLC0415
    from retrieval.search import Embedder, locate_model  # noqa: PLC0415

    settings = context.obj.settings
    model = locate_model(settings.model)
    fitted = fit_basis(
        Embedder(model, threads=settings.index_threads), list(texts_of(documents, model))
    )
    stored = io.BytesIO()
    np.save(stored, fitted)
    output.write_bytes(stored.getvalue())
    print(f"{output}: {fitted.shape[0]} dimensions on {fitted.shape[1]}")


@fitting.command()
def ranking(
    context: typer.Context,
    collections: Collections,
    keep: Keep = None,
    output: Annotated[Path, typer.Option(help="Where the weights go.")] = RANKING,
) -> None:
    """Fit the weights of the ranking's features on all collections together."""
    from retrieval.evaluation.learning import fit_ranking  # noqa: PLC0415 - imports scipy.

    sets = {folder.resolve().name: _observe(context, folder, keep) for folder in collections}
    fitted = fit_ranking(sets)
    _write(output, fitted)
    print(json.dumps(fitted["weights"]))


@fitting.command()
def calibration(
    context: typer.Context,
    collections: Collections,
    keep: Keep = None,
    output: Annotated[Path, typer.Option(help="Where the coefficients go.")] = CALIBRATION,
) -> None:
    """Fit the probability that the documents answer; the thresholds stay as they are."""
    from retrieval.evaluation.calibrating import fit_calibration  # noqa: PLC0415 - as above.

    questions = [item for folder in collections for item in _observe(context, folder, keep)]
    fitted = fit_calibration(questions)
    fitted["fit"]["collections"] = [folder.resolve().name for folder in collections]
    strictness = json.loads(CALIBRATION.read_text(encoding="utf-8"))["strictness"]
    _write(output, {**fitted, "strictness": strictness})
    print(json.dumps(fitted["fit"]))


def _observe(context: typer.Context, folder: Path, keep: Path | None) -> list[Observed]:
    from retrieval.evaluation.observing import observe  # noqa: PLC0415 - seldom used.

    with progress_bar() as progress:
        return observe(folder, context.obj.settings, progress, keep)


def _write(path: Path, fitted: dict[str, Any]) -> None:
    path.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
