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

POLICIES = {
    "committee_report.txt": "keep 1-5, metadata 6, keep 7, metadata 8, keep 9-50",
    "parish_minutes.txt": "keep 1-34",
    "cookie_policy.txt": "keep 1-37",
    "consultation_response.txt": "keep 1-34",
    "consultation_report.txt": "keep 1-26",
    "wrapped_manifesto.txt": "keep 1-34, drop 36",
    "welsh_policy.txt": "keep 1, metadata 3-4, keep 6-16, drop 18-22",
    "school_menus.txt": "keep 1-31",
    "policy_words.txt": "keep 1, metadata 3, keep 5-35, drop 36, keep 37-45",
    "unmarked_lists.txt": "keep 1-10",
    "wrapped_letter.txt": "keep 1-2, metadata 4, keep 6-26",
    "complaints_underlined.txt": "keep 1-24",
    "definitions.txt": "keep 1-16",
    "public_questions.txt": "keep 1-24",
    "branding.txt": "keep 1-22",
    "manifesto_no_blanks.txt": "keep 1-20",
}
"""Policies, minutes and reports with the words that sites use around articles, in ``pasted``."""

REPORTED = {
    "press_release.txt": "drop 1-12, keep 14, metadata 16, drop 18, keep 20-37, drop 39-55",
    "town_paper.txt": (
        "drop 1-3, keep 4, metadata 5, drop 6, metadata 7-8, drop 9-10, keep 11-12, drop "
        "13-14, keep 15-21, drop 22-30, metadata 31-32, comment 33, drop 34-36, metadata "
        "37-38, comment 39, drop 40"
    ),
    "blog_archive.txt": (
        "drop 1-8, keep 10, metadata 12, keep 14-16, drop 18, keep 20, metadata 22, keep "
        "24-26, drop 28, keep 30, metadata 32, keep 34, drop 36, keep 38, metadata 40, "
        "keep 42-44, drop 46-67"
    ),
    "guidance_no_blanks.txt": (
        "drop 1-14, keep 15-16, metadata 17-22, drop 23-28, keep 29-44, metadata 45-46, drop 47-64"
    ),
    "daily_paper.txt": (
        "drop 1-16, keep 17, drop 18, keep 19, drop 21, metadata 22-23, drop 24-26, keep "
        "28-30, drop 32-39, keep 41-43, drop 45-62"
    ),
    "page_with_replies.txt": (
        "metadata 1-2, keep 3-5, drop 6-14, metadata 15, comment 16, drop 17-20, metadata "
        "21, comment 22, drop 23-28"
    ),
    "forum_thread.txt": (
        "drop 1-6, keep 8, metadata 10, keep 12-14, drop 16-18, metadata 20, comment "
        "22-25, drop 27-34"
    ),
    "thread.txt": (
        "drop 1-4, metadata 5-6, keep 7, metadata 8, drop 9-19, metadata 20-23, keep 24, "
        "drop 25-27, metadata 28-31, comment 32, drop 33-38"
    ),
    "blog_list.txt": (
        "drop 1-3, keep 5, metadata 7, keep 9-11, drop 13, keep 15, metadata 17, keep 19, "
        "drop 21, keep 23, metadata 25, keep 27, drop 29-39"
    ),
    "broadcaster_boxes.txt": (
        "drop 1-9, keep 10, metadata 12, drop 13-14, metadata 16-17, keep 19-21, drop "
        "23-25, keep 27-35, drop 37-45"
    ),
    "debate.txt": "keep 1, metadata 2, drop 4, keep 6-15, drop 17",
}
"""Pages that a reviewer found badly read, in our own wording, in ``pasted``."""

UNSEEN = {
    "co_op_privacy.txt": "keep 1-37",
    "gift_policy.txt": "keep 1-24",
    "representations.txt": "keep 1-23",
    "evening_paper.txt": (
        "drop 1-10, keep 11, metadata 12, drop 13-14, metadata 15, drop 16-18, keep "
        "20-22, drop 24-26, keep 28, drop 30, keep 32, drop 34-36, metadata 37-38, "
        "comment 39, drop 40-41, metadata 43-44, comment 45, drop 46-55"
    ),
    "hospital_no_blanks.txt": "drop 1-6, keep 7-8, drop 9-11, keep 12-25, metadata 26, drop 27-32",
    "network_post.txt": (
        "metadata 1, drop 2, metadata 3, keep 5-7, drop 9-16, metadata 18, comment 19, "
        "drop 20-22, metadata 24, comment 25, drop 26-28"
    ),
    "social_media_policy.txt": "keep 1-44",
    "party_policies.txt": "drop 1-6, keep 7-24, drop 26-35",
    "advice_page.txt": "drop 1-3, keep 4, metadata 6, keep 8-18, drop 20-28",
    "allotment_minutes.txt": "keep 1-27",
    "village_blog.txt": (
        "drop 1-6, keep 8, metadata 10, keep 12-14, drop 16, keep 18, metadata 20, keep "
        "22, drop 24, keep 26, metadata 28, keep 30, drop 32-37"
    ),
    "carers_charity.txt": (
        "drop 1-6, keep 7-8, metadata 9, keep 11-13, drop 15-18, keep 20-23, drop 25-26, "
        "keep 28, drop 30-33"
    ),
    "library_terms.txt": "keep 1, drop 3-7, keep 9-31",
    "short_thread.txt": (
        "drop 1, metadata 2-3, keep 4, metadata 5, drop 6-10, metadata 11-13, comment 14, "
        "metadata 15-17, keep 18"
    ),
    "ward_newsletter.txt": "drop 1, keep 2-15, drop 17-21",
    "encyclopedia.txt": "drop 1-10, keep 11, drop 12-17, keep 18-25, drop 26-30",
    "council_page.txt": "drop 1-13, keep 14, drop 15-17, keep 18-25, drop 26, metadata 27, drop 28-36",
    "board_thread.txt": (
        "drop 1-4, keep 5-7, drop 9-10, metadata 11, comment 12, drop 13-14, metadata 15, "
        "comment 16, drop 17-18"
    ),
}
"""Pages written when the rules were there, to see how they do on what they were not made for."""


def labels_of(ranges: str) -> dict[int, str]:
    """Return the label of each line number."""
    labels: dict[int, str] = {}
    for part in ranges.split(","):
        label, _, numbers = part.strip().partition(" ")
        first, _, last = numbers.partition("-")
        labels.update(dict.fromkeys(range(int(first), int(last or first) + 1), label))
    return labels
