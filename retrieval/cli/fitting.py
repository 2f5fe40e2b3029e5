"""Fit what the search decides by; for developers, since a release comes with all of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retrieval.cli.app import app, progress_bar
from retrieval.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.evaluation.observing import Observed
    from retrieval.settings import RetrievalSettings

_ROOT = Path(__file__).parents[1]
RANKING = _ROOT / "search" / "ranking.json"
CALIBRATION = _ROOT / "answers" / "calibration.json"
BASIS = _ROOT / "search" / "pieces.npy"
ADAPTER = _ROOT / "search" / "adapter.npz"
ADAPTERS = Path("tests/evaluation/adapters")

fitting = typer.Typer(help="Fit what the search decides by (for developers).", no_args_is_help=True)
app.add_typer(fitting, name="fit")

Collections = Annotated[
    list[Path], typer.Argument(help="Folders with corpus.jsonl, queries.jsonl and qrels.tsv.")
]
Keep = Annotated[
    Path | None, typer.Option(help="Folder that keeps the built libraries for the next time.")
]
Adapters = Annotated[
    Path | None,
    typer.Option(help="Folder of `fit adapter`, for questions that were learned from."),
]
Output = Annotated[
    Path | None,
    typer.Option(
        help="File for what is fitted.", show_default="in RETRIEVAL_FITTED, or that of the release"
    ),
]


@fitting.command()
def adapter(
    context: typer.Context,
    collections: Collections,
    fold: Annotated[
        str, typer.Option(help="Whose pages are left out, as 0/3 is the first of three folds.")
    ],
    keep: Keep = None,
    output: Annotated[Path, typer.Option(help="Folder with those of all folds.")] = ADAPTERS,
) -> None:
    """Fit an addition to the embedding model without the pages of a fold, in half an hour."""
    from retrieval.evaluation.adapting import AdapterFit  # noqa: PLC0415 - imports torch.
    from retrieval.evaluation.examples import examples  # noqa: PLC0415
    from retrieval.evaluation.folding import parse_fold  # noqa: PLC0415
    from retrieval.search import NO_ADAPTER, locate_model, save_adapter  # noqa: PLC0415

    held_out = parse_fold(fold)
    # What takes half an hour should not fail at its end.
    output.mkdir(parents=True, exist_ok=True)
    settings = context.obj.settings.model_copy(update={"adapter": NO_ADAPTER})
    with progress_bar() as progress:
        seen = {
            folder.resolve().name: examples(folder, settings, progress, keep, held_out)
            for folder in collections
        }
        fit = AdapterFit(locate_model(settings.model, NO_ADAPTER), seen)
        factors = fit.run(progress)
    path = output / held_out.file
    save_adapter(path, factors)
    print(f"{path}: {path.stat().st_size} bytes, {sum(map(len, seen.values()))} questions")


@fitting.command()
def average(
    adapters: Annotated[Path, typer.Argument(help="Folder of `fit adapter`.")] = ADAPTERS,
    output: Annotated[Path, typer.Option(help="Where the mean goes.")] = ADAPTER,
) -> None:
    """Make the adapter that is used, the mean of those of all folds; all is embedded again then."""
    from retrieval.evaluation.folding import folds_in  # noqa: PLC0415 - seldom used.
    from retrieval.search import average, load_adapter, save_adapter  # noqa: PLC0415

    found = [load_adapter(adapters / fold.file) for fold in folds_in(adapters)]
    save_adapter(output, average(found))
    print(f"{output}: the mean of {len(found)}, {output.stat().st_size} bytes")


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
    model = locate_model(settings.model, settings.adapter)
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
    adapters: Adapters = None,
    output: Output = None,
) -> None:
    """Fit the weights of the ranking's features on all collections together."""
    from retrieval.evaluation.learning import fit_ranking  # noqa: PLC0415 - imports scipy.
    from retrieval.search import NO_ADAPTER  # noqa: PLC0415

    settings = context.obj.settings
    model, path = _for_model(settings, output, RANKING)
    sets = _observe(settings, collections, keep, adapters)
    # An adapter is a part that has to pay, like a feature.
    plain = settings.model_copy(update={"adapter": NO_ADAPTER})
    fitted = fit_ranking(sets, _observe(plain, collections, keep) if adapters else None)
    _write(path, {"model": model, **fitted})
    print(json.dumps(fitted["weights"]))


@fitting.command()
def calibration(
    context: typer.Context,
    collections: Collections,
    keep: Keep = None,
    adapters: Adapters = None,
    output: Output = None,
) -> None:
    """Fit the probability that the documents answer; the thresholds stay as they are."""
    from retrieval.evaluation.calibrating import fit_calibration  # noqa: PLC0415 - as above.

    model, path = _for_model(context.obj.settings, output, CALIBRATION)
    sets = _observe(context.obj.settings, collections, keep, adapters)
    fitted = fit_calibration([item for questions in sets.values() for item in questions])
    fitted["fit"]["collections"] = list(sets)
    strictness = json.loads(CALIBRATION.read_text(encoding="utf-8"))["strictness"]
    _write(path, {"model": model, **fitted, "strictness": strictness})
    print(json.dumps(fitted["fit"]))


def _for_model(
    settings: RetrievalSettings, output: Path | None, of_release: Path
) -> tuple[dict[str, str], Path]:
    """Return which model is fitted for, and the file for that."""
    from retrieval.search import locate_model  # noqa: PLC0415 - seldom used.

    model = locate_model(settings.model, settings.adapter)
    path = output or (settings.fitted / of_release.name if settings.fitted else of_release)
    if path == of_release and json.loads(path.read_text())["model"]["files"] != model.files:
        raise SettingsError(
            f"{path.name} of this release is for another model than {model.name}; set RETRIEVAL_FITTED "
            "to a folder of your own."
        )
    # What takes long should not fail at its end.
    path.parent.mkdir(parents=True, exist_ok=True)
    return {"name": model.name, "files": model.files}, path


def _observe(
    settings: RetrievalSettings,
    collections: Sequence[Path],
    keep: Path | None,
    adapters: Path | None = None,
) -> dict[str, list[Observed]]:
    """Return what the search sees of each collection, by its name."""
    from retrieval.evaluation.observing import observe  # noqa: PLC0415 - seldom used.

    with progress_bar() as progress:
        return {
            folder.resolve().name: observe(folder, settings, progress, keep, adapters)
            for folder in collections
        }


def _write(path: Path, fitted: dict[str, Any]) -> None:
    path.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
