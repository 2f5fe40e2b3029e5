"""What every line of some pasted pages is, as a person who read them says.

Per file, ranges of line numbers counted from 1; blank lines within a range do not count. ``keep``
is the article, ``comment`` a reader's comment, ``metadata`` what tells a title, date or author,
and ``drop`` all that stands around the article.
"""

from __future__ import annotations

PUBLISHED = {
    "000_51078a1546b3ca78.txt": "keep 1-38, drop 40",
    "001_634a68d2ac4410f6.txt": "drop 1, keep 3-25, drop 27-33",
    "002_f4ef774c89833230.txt": (
        "drop 1-2, keep 4-36, metadata 38, keep 40-81, metadata 82, keep 84-102, drop 104,"
        " keep 106-128, metadata 130, keep 132-254, drop 256, keep 258-284, metadata 287"
    ),
    "003_d6a2c451e2f7d19e.txt": (
        "drop 1, metadata 3, keep 5-29, drop 31-33, metadata 35, comment 37, drop 39-112"
    ),
    "004_abe90bbbc397afb9.txt": "keep 1-25, drop 27-39",
}
"""The five published documents of the yardstick, which are not ours to pass on."""

PASTED = {
    "broadcaster_news.txt": (
        "drop 1-10, keep 12, metadata 13, drop 14, metadata 16-17, drop 19-20, keep 22-28,"
        " drop 30-31, keep 33-37, drop 39-73"
    ),
    "broadsheet.txt": (
        "drop 1-14, keep 16-18, metadata 20-22, drop 23, keep 25-27, drop 29-30, keep 32, drop 34,"
        " keep 36-38, drop 40-65"
    ),
    "charity.txt": "drop 1-13, keep 15-33, metadata 35, drop 36-67",
    "council_committee.txt": "drop 1-8, keep 10-39, drop 41-58",
    "govuk_guidance.txt": (
        "drop 1-15, keep 16-17, metadata 18-23, drop 24-30, keep 32-50, metadata 52-53, drop 54-82"
    ),
    "newsletter_post.txt": (
        "drop 1-6, keep 8-9, drop 10, metadata 11, drop 12-15, keep 17-25, drop 27, keep 29-35,"
        " drop 37-42, metadata 44-45, comment 46, drop 47-66"
    ),
    "party_statement.txt": "drop 1-11, keep 13, metadata 15, keep 17-35, drop 37-61",
    "wordpress_post.txt": (
        "drop 1-3, keep 5, metadata 6, keep 8-20, drop 22-39, metadata 41-42, comment 43, drop 44,"
        " metadata 46-47, comment 48-50, drop 51, metadata 53-54, comment 55, drop 56-78"
    ),
    "blogger.txt": (
        "drop 1, metadata 2, keep 3-10, metadata 12, drop 13-16, metadata 18, comment "
        "19, drop 21, metadata 23, comment 24, drop 26-40"
    ),
    "local_paper.txt": (
        "drop 1-7, keep 9-11, metadata 13-15, drop 16-23, keep 25-27, drop 29, keep "
        "31-33, drop 35-47, metadata 49-50, comment 51, drop 52-53, metadata 55-56, "
        "comment 57, drop 58-70"
    ),
    "nhs_trust.txt": ("drop 1-13, keep 15-31, metadata 33, drop 35-50"),
    "thinktank.txt": ("drop 1-8, keep 10-12, metadata 14-18, keep 20-29, drop 31-45"),
    "union.txt": ("drop 1-8, keep 10, metadata 12-13, drop 14, keep 16-32, drop 34-50"),
}
"""Pages of our own wording, furnished as such sites are, in ``pasted``."""


def labels_of(ranges: str) -> dict[int, str]:
    """Return the label of each line number."""
    labels: dict[int, str] = {}
    for part in ranges.split(","):
        label, _, numbers = part.strip().partition(" ")
        first, _, last = numbers.partition("-")
        labels.update(dict.fromkeys(range(int(first), int(last or first) + 1), label))
    return labels
