"""What moderators set is kept for each library by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.catalogue import GuildSettingStore

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def settings(engine: Engine) -> GuildSettingStore:
    """Return a store in which nothing was set."""
    return GuildSettingStore(engine)


def test_what_was_not_set_is_nothing(settings: GuildSettingStore) -> None:
    assert settings.get("guild:1", "strictness") is None


def test_a_value_is_kept_for_its_library_and_name_alone(settings: GuildSettingStore) -> None:
    settings.put("guild:1", "strictness", "cautious")
    settings.put("guild:1", "channels", [1, 2])
    settings.put("guild:2", "strictness", "generous")
    assert settings.get("guild:1", "strictness") == "cautious"
    assert settings.get("guild:1", "channels") == [1, 2]
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
