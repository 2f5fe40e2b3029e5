"""Which messages are questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.listening import Ask, Decision, Heard, Help, Ignore, decide

BOT = 99
CHAT = Heard(content="", from_member=True, direct=False, mentions=(), replies_to=None)
MENTION = replace(CHAT, content=f"<@{BOT}> what is an STP?", mentions=(BOT,))
DIRECT = replace(CHAT, content="what is an STP?", direct=True)
REPLY = replace(CHAT, content="and where?", replies_to=BOT, mentions=(BOT,))


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (MENTION, Ask("what is an STP?")),
        (replace(MENTION, content=f"what is <@!{BOT}> an STP?"), Ask("what is   an STP?")),
        (replace(MENTION, content=f"<@{BOT}> who is <@5>?"), Ask("who is <@5>?")),
        (DIRECT, Ask("what is an STP?")),
        (REPLY, Ask("and where?")),
        (replace(REPLY, mentions=()), Ask("and where?")),
        (replace(MENTION, content=f" <@{BOT}> "), Help()),
        (replace(DIRECT, content=f"<@{BOT}>", mentions=(BOT,)), Help()),
        (replace(DIRECT, content=""), Ignore()),
        (replace(REPLY, content=""), Ignore()),
        (replace(REPLY, content="", mentions=()), Ignore()),
        (replace(CHAT, content="what is an STP?"), Ignore()),
        (replace(CHAT, content="@everyone <@5>", mentions=(5,)), Ignore()),
        (replace(CHAT, content="x", replies_to=5), Ignore()),
        (replace(MENTION, from_member=False), Ignore()),
        (replace(DIRECT, from_member=False), Ignore()),
        (replace(REPLY, from_member=False), Ignore()),
    ],
)
def test_what_is_done_about_a_message(heard: Heard, expected: Decision) -> None:
    assert decide(heard, BOT) == expected
