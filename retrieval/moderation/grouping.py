"""Texts that say much the same, put together by their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

if TYPE_CHECKING:
    import numpy.typing as npt

ALIKE = 0.625
"""Cosine that any two questions of a group have at the least.

Of complete, average and single linkage and of all cosines, this finds best which questions mean the
same among the paraphrases of public COVID FAQs and among questions to a council (pairwise F1 .60
and .82; the best of average linkage is .60 and .86, but at .75 and .60).
"""


def group(vectors: npt.NDArray[np.float32], *, alike: float = ALIKE) -> list[list[int]]:
    """Return groups of row numbers, by complete linkage; each row is in one.

    :param vectors: L2-normalised, a row each.
    :param alike: cosine that any two rows of a group have at the least.
    :returns: each group begins with the row that is most like all of it.
    """
    if len(vectors) < 2:  # noqa: PLR2004 - there is nothing to compare.
        return [[row] for row in range(len(vectors))]
    cosines = vectors @ vectors.T
    distances = np.clip(1.0 - (cosines + cosines.T) / 2, 0.0, 2.0)
    np.fill_diagonal(distances, 0.0)
    tree = linkage(squareform(distances, checks=False), method="complete")
    labels = fcluster(tree, 1.0 - alike, criterion="distance")
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    return [_most_like_all_first(rows, cosines) for rows in groups]


def _most_like_all_first(rows: npt.NDArray[np.intp], cosines: npt.NDArray[np.float32]) -> list[int]:
    likeness = cosines[np.ix_(rows, rows)].sum(axis=1)
    return [int(row) for row in rows[np.argsort(-likeness, kind="stable")]]
