"""What guilds have set is read once, and a change holds at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

import pytest

from retrieval.catalogue import GuildSettingStore
from retrieval.domain import GuildSettings, Strictness
from retrieval.preferences import Preferences

if TYPE_CHECKING:
    from sqlalchemy import Engine


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class _Counting:
    """A store that counts how often it is read, and waits in it if told to."""

    def __init__(self, store: GuildSettingStore) -> None:
        self._store = store
        self.reads = 0
        self.reading = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    def all(self, library: str) -> dict[str, Any]:
        found = self._store.all(library)
        self.reads += 1
        self.reading.set()
        assert self.go_on.wait(30)
        return found

    def put(self, library: str, name: str, value: Any, *, actor: int | None = None) -> None:
        self._store.put(library, name, value, actor=actor)


@pytest.fixture
def store(engine: Engine) -> _Counting:
    """Return a store in which nothing was set."""
    return _Counting(GuildSettingStore(engine))


def preferences_on(store: _Counting, clock: _Clock | None = None) -> Preferences:
    return Preferences(cast("GuildSettingStore", store), clock=clock or _Clock())


def test_what_nobody_set_has_its_default() -> None:
    assert GuildSettings.of({}) == GuildSettings(Strictness.BALANCED, (), False, False, None, None)


def test_what_was_set_comes_back_and_a_later_releases_is_left_alone() -> None:
    stored = {"strictness": "cautious", "mention_channels": [3, 4], "keep_days": 0, "tune": "a"}
    assert GuildSettings.of(stored) == GuildSettings(
        strictness=Strictness.CAUTIOUS, mention_channels=(3, 4), keep_days=0
    )


def test_mentions_are_answered_everywhere_or_in_the_channels_named_and_their_threads() -> None:
    assert GuildSettings().answers_mentions_in(1, None)
    chosen = GuildSettings(mention_channels=(3, 4))
    assert chosen.answers_mentions_in(4, None)
    assert chosen.answers_mentions_in(9, 3)
    assert not chosen.answers_mentions_in(9, None)
    assert not chosen.answers_mentions_in(9, 10)


def test_a_guilds_settings_are_read_once_and_again_when_they_are_old(store: _Counting) -> None:
    clock = _Clock()
    preferences = preferences_on(store, clock)
    assert preferences.known(1) is None
    assert preferences.of(1) == preferences.known(1) == GuildSettings()
    assert preferences.of(1) is preferences.of(1)
    assert store.reads == 1
    # Another process sets something.
    store.put("guild:1", "thread_answers", True)
    clock.now += 29.0
    assert preferences.of(1) == GuildSettings()
    clock.now += 1.0
    assert preferences.known(1) is None
    assert preferences.of(1) == GuildSettings(thread_answers=True)
    assert store.reads == 2


def test_a_change_holds_at_once_and_for_its_guild_alone(store: _Counting) -> None:
    preferences = preferences_on(store)
    assert preferences.of(1) == preferences.of(2) == preferences.of(None)
    changed = preferences.change(1, "private_answers", True, actor=5)
    assert changed == preferences.known(1) == GuildSettings(private_answers=True)
    assert preferences.of(2) == preferences.of(None) == GuildSettings()
    assert preferences_on(store).of(1) == changed


def test_what_was_read_before_a_change_does_not_outlive_it(store: _Counting) -> None:
    preferences = preferences_on(store)
    store.go_on.clear()
    reader = threading.Thread(target=preferences.of, args=(1,))
    reader.start()
    assert store.reading.wait(30)
    store.reading.clear()
    # The reader holds the old values in its hands while they are changed.
    writer = threading.Thread(target=preferences.change, args=(1, "thread_answers", True))
    writer.start()
    assert store.reading.wait(30)
    store.go_on.set()
    reader.join()
    writer.join()
    assert preferences.of(1) == GuildSettings(thread_answers=True)


def test_guilds_that_were_read_long_ago_are_forgotten(store: _Counting) -> None:
    clock = _Clock()
    preferences = preferences_on(store, clock)
    preferences._read = {guild: (clock.now + guild, GuildSettings()) for guild in range(1, 10_001)}  # noqa: SLF001 - reading that many takes long.
    preferences.of(10_001)
    assert len(preferences._read) == 5001  # noqa: SLF001 - how much is kept is not seen otherwise.
    assert preferences.known(5_000) is None
    assert preferences.known(5_001) is not None
