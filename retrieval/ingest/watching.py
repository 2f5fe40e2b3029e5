"""Follow files and folders, and index again whatever changes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from watchfiles import watch

from retrieval.errors import RetrievalError, UnreadableDocumentError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from retrieval.ingest.report import IndexReport

log = logging.getLogger(__name__)

_QUIET_MS = 1_000
"""A run begins when nothing has changed for this long, so that a copy under way is finished."""
_TRY_AGAIN_MS = 10_000


def follow(
    paths: Sequence[Path],
    run: Callable[[], IndexReport],
    tell: Callable[[IndexReport], None],
    stop: threading.Event | None = None,
) -> None:
    """Call ``run`` after each change below the paths, until interrupted or ``stop`` is set.

    A run looks at everything, which costs next to nothing for what is unchanged; so no change is
    lost, whatever the system tells of it. A run that fails is tried again.

    :raises UnreadableDocumentError: if there is nothing at any of the paths.
    """
    there = [path.parent if path.is_file() else path for path in paths if path.exists()]
    if not there:
        raise UnreadableDocumentError("there is no file or folder to follow; check the path.")
    failed = False
    changes = watch(
        *there,
        stop_event=stop,
        step=_QUIET_MS,
        rust_timeout=_TRY_AGAIN_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    for changed in changes:
        if not changed and not failed:
            continue
        try:
            tell(run())
            failed = False
        except RetrievalError as error:
            log.warning("the change could not be indexed yet: %s", error)
            failed = True
