"""Where in the first guild something happens besides its channel, and the roles that people have."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.discord_double.state import Json, State

_CATEGORY, _PUBLIC_THREAD = 4, 11


def channel(state: State, channel_id: str) -> Json:
    """Return a channel, a category or a thread of the first guild."""
    if channel_id in state.threads:
        return state.threads[channel_id]
    own = {**state.channel(), "id": channel_id}
    if channel_id == state.category_id:
        return {**own, "name": "Archive", "type": _CATEGORY}
    if channel_id == state.other_channel_id:
        return {**own, "name": "other", "parent_id": state.category_id}
    return own


def open_thread(state: State, message: Json, name: str) -> Json:
    """Return the thread that begins with a message, which from now on is a place of its own."""
    thread: Json = {
        "id": message["id"],
        "type": _PUBLIC_THREAD,
        "guild_id": state.guild_id,
        "parent_id": message["channel_id"],
        "owner_id": state.bot["id"],
        "name": name,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": dt.datetime.now(dt.UTC).isoformat(),
            "auto_archive_duration": 1440,
            "locked": False,
        },
    }
    state.threads[thread["id"]] = thread
    return thread


def role(role_id: str, name: str, permissions: int, *, position: int) -> Json:
    """Return a role."""
    return {
        "id": role_id,
        "name": name,
        "color": 0,
        "hoist": False,
        "position": position,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
