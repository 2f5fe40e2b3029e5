"""What moderators set is kept for each library by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import EventStore, GuildSettingStore

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from retrieval.domain import Event

MODERATOR = 2**63 - 1


@pytest.fixture
def settings(engine: Engine) -> GuildSettingStore:
    """Return a store in which nothing was set."""
    return GuildSettingStore(engine)


def test_what_was_not_set_is_nothing(settings: GuildSettingStore) -> None:
    assert settings.get("guild:1", "strictness") is None


def test_a_value_is_kept_for_its_library_and_name_alone(settings: GuildSettingStore) -> None:
    settings.put("guild:1", "strictness", "cautious")
    settings.put("guild:1", "mention_channels", [1, 2])
    settings.put("guild:2", "strictness", "generous")
    assert settings.get("guild:1", "strictness") == "cautious"
    assert settings.get("guild:1", "mention_channels") == [1, 2]
    assert settings.get("guild:2", "strictness") == "generous"
    assert settings.get("shared", "strictness") is None


def test_all_values_of_a_library_and_one_of_all_libraries_can_be_read(
    settings: GuildSettingStore,
) -> None:
    settings.put("guild:1", "strictness", "cautious")
    settings.put("guild:1", "keep_days", 0)
    settings.put("guild:2", "keep_days", None)
    assert settings.all("guild:1") == {"strictness": "cautious", "keep_days": 0}
    assert settings.all("guild:3") == {}
    assert settings.everywhere("keep_days") == {"guild:1": 0, "guild:2": None}


def test_a_later_value_takes_the_place_of_the_earlier(
    settings: GuildSettingStore, engine: Engine
) -> None:
    settings.put("guild:1", "strictness", "cautious")
    settings.put("guild:1", "strictness", "generous")
    assert settings.get("guild:1", "strictness") == "generous"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, changed_at FROM guild_settings").all()
    assert [row.name for row in rows] == ["strictness"]
    assert rows[0].changed_at


def test_who_set_what_is_in_the_history_and_is_no_change_of_the_library(
    settings: GuildSettingStore, engine: Engine
) -> None:
    events = EventStore(engine)
    events.add("guild:1", "edited", title="Bins")
    edited = events.last_change("guild:1")
    settings.put("guild:1", "strictness", "cautious", actor=MODERATOR)
    settings.put("guild:1", "strictness", "generous")
    settings.put("guild:2", "keep_askers", True, actor=MODERATOR)

    def told(event: Event) -> tuple[int | None, str, str]:
        return event.actor, event.action, event.detail

    generous, cautious, _ = events.all("guild:1", limit=9)
    assert told(cautious) == (MODERATOR, "set strictness", "cautious")
    assert told(generous) == (None, "set strictness", "generous")
    assert [told(event) for event in events.all("guild:2", limit=9)] == [
        (MODERATOR, "set asker keeping", "on")
    ]
    assert events.last_change("guild:1") == edited
    assert events.last_change("guild:2") is None
