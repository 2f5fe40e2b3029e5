"""What a moderator is told where the library cannot be changed, and what the log says of it."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from bot.cards import library_notices
from bot.monitoring.logs import get_logger

if TYPE_CHECKING:
    from bot.cards import Card
    from retrieval.errors import CatalogueError

log = get_logger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT}


def why_not_changed(error: CatalogueError | OSError) -> Card:
    """Return the notice for a library that cannot be written to, and log why."""
    cause = error if isinstance(error, OSError) else error.__cause__
    # An error of the system may name the file, which is the moderator's word.
    why = error.strerror if isinstance(error, OSError) else str(error)
    log.warning("the library cannot be changed", why=why)
    if isinstance(cause, OSError) and cause.errno in _FULL:
        return library_notices.disk_full()
    return library_notices.cannot_write()
