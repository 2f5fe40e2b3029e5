"""Where the bot is used, and words that nobody else uses there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A server, or direct messages."""

    guild: int | None
    secret: str
    """A word that stands in all that is written here, and that nobody types anywhere else."""
    topic: str
    """A word that documents here are about; members of other servers may ask for it."""

    @property
    def channel(self) -> int:
        """The channel in which everything happens here."""
        return 900_000_000_000_000_000 + (self.guild or 0) % 1_000

    @property
    def documents(self) -> dict[str, str]:
        """Files that moderators add, by name; each has other versions of one document."""
        name, topic = self.secret.capitalize(), self.topic.capitalize()
        return {
            "parking.md": (
                f"---\ntitle: {name} parking\npublisher: {name} Council\ndate: 2017-07-06\n---\n\n"
                f"Parking at the {topic} costs four pounds in {name}.\n\n"
                f"A {name} Tall Plan (STP) is a plan for one area.\n\n"
                f"The {name} Bench Office ({name[0]}BO) mends benches.\n"
            ),
            "parking-2.md": (
                f"---\ntitle: {name} parking\npublisher: {name} Council\ndate: 2019\n---\n\n"
                f"Parking at the {topic} costs nine pounds in {name}.\n"
            ),
            "trees.md": (
                f"---\ntitle: {name} trees\npublisher: {name} Council\ndate: 2018-03\n---\n\n"
                f"In {name} nobody may fell trees over six metres.\n\n"
                f"The {name} Board of Owls (BOO) looks after trees.\n"
            ),
            "meetings.txt": MEETINGS,
        }

    @property
    def questions(self) -> tuple[str, ...]:
        """What members ask here, in words of their own."""
        return (
            f"how much is parking in {self.secret}?",
            f"who may fell trees in {self.secret}?",
            f"who won the {self.secret} football cup?",
        )


MEETINGS = "The council meets on the first Monday of every month.\n"
"""A document that all servers have, and the shared library as well."""

SHARED = Place(None, "oldspell", "lighthouse")
"""Direct messages, and the words of the library that all share."""

GUILDS = (
    Place(100_000_000_000_000_101, "zubbleth", "orangery"),
    Place(100_000_000_000_000_202, "quorvane", "velodrome"),
    Place(100_000_000_000_000_303, "fimdrake", "planetarium"),
)
PLACES = (*GUILDS, SHARED)

SHARED_DOCUMENTS = {
    "tides.md": (
        "---\ntitle: Oldspell tides\npublisher: Oldspell Harbour\ndate: 2016\n---\n\n"
        "The Oldspell lighthouse opens at noon.\n\nAn Oldspell Tall Plan (STP) is a plan.\n"
    ),
    "meetings.txt": MEETINGS,
}
SHARED_VERSION = SHARED_DOCUMENTS["tides.md"].replace("noon", "dusk")

QUESTIONS = (
    "when does the council meet?",
    "what is an STP?",
    "when does the lighthouse open?",
    *(f"how much is parking at the {place.topic}?" for place in GUILDS),
    # Mistyped, so that another word might be offered in its place.
    *(f"{place.topic[:-3]}{place.topic[-2:]} parking" for place in GUILDS),
)
"""What is asked anywhere."""

TERMS = ("STP", "BOO", "ZBO", "QBO", "Tall Plan", "no such term")
