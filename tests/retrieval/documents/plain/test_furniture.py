"""What stands around an article, told by single lines and by their company."""

from __future__ import annotations

import time

import pytest

from retrieval.documents.contents import Fate
from retrieval.documents.plain.company import weak_furniture
from retrieval.documents.plain.furniture import furniture, tail_heading
from retrieval.documents.plain.menus import menu_line
from retrieval.documents.plain.pleas import is_plea
from retrieval.documents.plain.reader import read_plain

BODY = (
    "The council collects garden waste every other week from March to November, at no charge.\n\n"
    "Bins must be at the kerb by seven in the morning, and back inside by the next evening.\n\n"
)


def left_out(text: str) -> list[tuple[str, str]]:
    """Return the lines that are not kept, with the reasons."""
    lines = read_plain(text.encode(), "page.txt").lines
    return [(line.text, line.reason) for line in lines if line.fate is not Fate.KEPT]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Skip to main content", "skip link"),
        ("↑ Back to top", "skip link"),
        ("Accept all cookies", "cookie notice"),
        ("Share this:", "sharing"),
        ("Click to share on Facebook (Opens in new window)", "sharing"),
        ("Comments Off on A plan for buses", "comment form"),
        ("Leave a comment on this", None),
        ("Log in to leave a comment", "comment form"),
        ("Tell us what you think in the comments below!", "invitation to comment"),
        ("Posted in Health, Housing", "filing"),
        ("Tagged , | 7 Comments", "filing"),
        ("Category Archives: Carers", "filing"),
        ("Continue reading →", "teaser"),
        ("View all News", "link"),
        ("Read more: Why rents rise", "link"),
        ("← An older post", "link"),
        ("The minister said on Monday that she would... more >", "teaser"),
        ("He has been elected to [...]", "teaser"),
        ("Create an account", "account"),
        ("Is this page useful?", "feedback form"),
        ("© 2019 The Echo", "copyright"),
        ("Promoted by A. Jones on behalf of the Party, both at 1 Mill Lane.", "imprint"),
        ("A registered charity in England and Wales (1234567)", "imprint"),
        ("Image caption, Nurses on a picket line", "picture"),
        ("A nurse at work. Photograph: Alamy", "picture"),
        ("6 min read", "count"),
        ("Source :", "empty field"),
        ("Link to Instagram Link to Twitter Fax Website Location Phone", "icons"),
        ("Facebook Twitter YouTube", "icons"),
        ("Advertisement", "advertisement"),
    ],
)
def test_lines_that_are_furniture_wherever_they_stand(line: str, reason: str | None) -> None:
    assert furniture(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "We share the view of the board.",
        "Share the costs between both councils",
        "Members made the following comments:",
        "Comments",
        "The news was welcome.",
        "Home",
        "Home care workers",
        "Tagged animals must be registered by a vet.",
        "Find out more about the appeals process in:",
        "Continue reading lessons in every primary school.",
        "Registered charities must keep accounts for six years.",
        "Copyright law applies to plans and drawings.",
        "Follow us through the steps below.",
        "Read the full guidance before you apply.",
        "The website shows the location of each building.",
        "שתפו את הדף",
        "اقرأ المزيد",
        "Weiterlesen",
        "分享到",
    ],
)
def test_prose_and_what_is_not_known_is_no_furniture(line: str) -> None:
    assert furniture(line) is None
    assert menu_line(line) is None
    assert not is_plea(line)
    assert not tail_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Donate now",
        "Pledge as little as £1.00 to help us support independent journalism",
        "… we have a small favour to ask.",
        "Have you got a story to tell? If so, click here.",
        "Sign up to our weekly newsletter",
        "If you enjoyed this article, tell a friend.",
        "Thanks for reading The Letter! Subscribe for free to receive new posts.",
        "Every £10 helps us to answer one more call.",
        "Become a member",
    ],
)
def test_pleas(line: str) -> None:
    assert is_plea(line)


@pytest.mark.parametrize(
    "line",
    [
        "Labour will support independent journalism.",
        "You can claim Gift Aid on donations from individuals.",
        "Employers must contribute from £100 a year.",
        "To see the plan, click here.",
        "Sign up for Making Tax Digital.",
        "Carers who become a member of the scheme pay nothing.",
        "Join our city-wide food partnership.",
        "Support our care workers with a £15 wage.",
        "Contribute just £5 a week from wages towards the pension.",
        "Subscribe to the national pledge on waiting times.",
        "Every contribution of £100 or more helps parties and must be declared.",
    ],
)
def test_policy_on_giving_and_joining_is_no_plea(line: str) -> None:
    assert not is_plea(line)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Home > Take action > Fight back", "breadcrumb"),
        ("You are here: Home / News", "breadcrumb"),
        ("Home | About | Contact", "menu"),
        ("Home About us News Contact Donate", "menu"),
        ("A B C D E F G H I J K L M N O P", "menu"),
    ],
)
def test_ways_to_other_pages_on_one_line(line: str, reason: str) -> None:
    assert menu_line(line) == reason


def test_a_menu_above_the_title_is_left_out() -> None:
    text = f"The Echo\nHome\nAbout\nContact\n\nGarden waste is free\n\n{BODY}"
    assert left_out(text) == [
        ("The Echo", "above the menu"),
        ("Home", "menu"),
        ("About", "menu"),
        ("Contact", "menu"),
    ]


def test_a_list_with_a_lead_in_is_no_menu() -> None:
    assert left_out(f"It spends on:\n\n- health\n- education\n- sport\n\n{BODY}") == []


def test_an_article_within_a_list_of_teasers_goes_on() -> None:
    assert left_out(f"{BODY}Related articles\n\nParking in town\n\nParks\n\n{BODY}{BODY}") == [
        ("Related articles", "teasers and forms"),
        ("Parking in town", "teasers and forms"),
    ]


def test_teasers_reach_to_the_end() -> None:
    text = f"{BODY}Check Also\n\nParking in town\n\nIt costs more from today in all of our …"
    assert [line for line, _ in left_out(text)] == [
        "Check Also",
        "Parking in town",
        "It costs more from today in all of our …",
    ]


def test_a_heading_such_as_archives_stays_where_the_article_goes_on() -> None:
    assert left_out(f"{BODY}Archives\n\n{BODY}") == []
    assert left_out(f"{BODY}Archives\n\nMarch 2018\nApril 2018") == [
        ("Archives", "links"),
        ("March 2018", "links"),
        ("April 2018", "links"),
    ]


def test_the_article_goes_on_below_a_box_of_topics() -> None:
    text = (
        f"{BODY}Related topics\n\nMinimum pay\n\nWhat is changing?\n\n"
        "Workers over 23 get £10.42 at present.\n\nThose under 21 will get £8.75 from April.\n\n"
        "Contact\n\nAnyone who is paid less can call us free of charge.\n"
    )
    assert [line for line, _ in left_out(text)] == ["Related topics", "Minimum pay"]


def test_a_paragraph_directly_below_a_heading_of_links_makes_it_one_of_the_article() -> None:
    text = f"{BODY}Related publications\n\nThe order sets the charges, and must be reviewed every two years.\n"
    assert left_out(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Sign in",
        "Reply to all letters must be sent within ten days.",
        "Register",
        "Share",
        "Built by councils: 100,000 homes a year",
        "Tags: electronic tags for repeat offenders",
        "Company registration will need proof of identity",
        "Watch: more body-worn video in custody suites",
        "Join our city-wide food partnership.",
        "You must be logged in to comment.",
        "Comments are closed after seven days.",
        "Your donation helps us to run campaigns, and you may ask for it back.",
        "If you value our rivers, you need to stop the discharge of sewage.",
        "Copyright 1988 Act to be amended so that text mining is allowed.",
        "Promoted by local councils at their own expense, on behalf of residents.",
    ],
)
def test_words_of_furniture_without_its_company_are_kept(line: str) -> None:
    assert (
        left_out(f"{BODY}{line}\nNobody has to pay for any of it in the first year.\n\n{BODY}")
        == []
    )


def test_a_sentence_is_furniture_only_in_the_midst_of_it() -> None:
    line = "You must be logged in to comment."
    assert [
        text for text, _ in left_out(f"{BODY}Skip to content\n{line}\nCopy link\n\n{BODY}")
    ] == [
        "Skip to content",
        line,
        "Copy link",
    ]
    assert [text for text, _ in left_out(f"{BODY}Skip to content\n{line}\n\n{BODY}")] == [
        "Skip to content",
        line,
    ]
    assert left_out(f"{BODY}Skip to content\n{line}\n{BODY}") == [("Skip to content", "skip link")]


def test_items_below_a_lead_in_are_no_furniture() -> None:
    items = "• subscribe to the food standard\n• support our farmers\n• register for free meals\n"
    assert left_out(f"{BODY}Schools must:\n\n{items}") == []
    page = f"{BODY}Each page should have links to:\n- home\n- search\n\nShare this\n"
    assert left_out(page) == [("Share this", "sharing")]


def test_short_lines_between_furniture_go_but_no_sentence() -> None:
    text = f"{BODY}Share this\n\nThe Echo\n\nCopy link\n\nNuts are banned in kitchens.\n\nSkip to content\n"
    assert [line for line, _ in left_out(text)] == [
        "Share this",
        "The Echo",
        "Copy link",
        "Skip to content",
    ]


def test_a_box_for_a_newsletter_is_left_out_down_to_its_field() -> None:
    text = (
        f"{BODY}Sign up to Early Post\nFree daily newsletter\nWe sort the news of the day for you.\n"
        f"\nEnter your email address\nSign up\n\n{BODY}"
    )
    assert [line for line, _ in left_out(text)] == [
        "Sign up to Early Post",
        "Free daily newsletter",
        "We sort the news of the day for you.",
        "Enter your email address",
        "Sign up",
    ]


def test_a_caption_and_a_title_that_stands_twice_are_left_out_above_the_article() -> None:
    text = (
        "Garden waste is free\n\nGarden waste is free\n\nGetty Images\nA bin on a kerb\n\n" + BODY
    )
    assert left_out(text) == [
        ("Garden waste is free", "stands again below"),
        ("Getty Images", "picture"),
        ("A bin on a kerb", "caption"),
    ]


def test_what_stands_above_the_name_of_a_section_is_left_out() -> None:
    text = f"Eastborough Greens\n\nNews\n\nGarden waste is free\n\n12th May 2023\n\n{BODY}"
    assert left_out(text) == [
        ("Eastborough Greens", "above the section label"),
        ("News", "section label"),
        ("12th May 2023", "date"),
    ]


def test_a_calendar_is_left_out_with_its_month() -> None:
    text = f"{BODY}September 2020\nmon tue wed thu fri sat sun\n31 1 2 3 4 5 6\n7 8 9 10 11 12 13\n"
    assert {reason for _, reason in left_out(text)} == {"calendar"}
    assert len(left_out(text)) == 4
    assert left_out(f"{BODY}7 8 9 10 11 12 13\n\n{BODY}") == []


@pytest.mark.parametrize("line", ["Email", "Comments", "14", "What do you think?"])
def test_a_button_is_furniture_only_beside_furniture(line: str) -> None:
    assert weak_furniture(line)
    assert left_out(f"{BODY}{line}\n\n{BODY}") == []
    assert [text for text, _ in left_out(f"{BODY}Share this\n{line}\n\n{BODY}")] == [
        "Share this",
        line,
    ]


def test_a_plea_takes_the_lines_of_its_box_with_it() -> None:
    text = (
        f"{BODY}Who will ask the questions?\nReporting is costly.\nPledge as little as £1 today.\n"
    )
    assert [reason for _, reason in left_out(text)] == ["plea", "plea", "plea"]


def test_a_notice_about_cookies_stands_beside_its_button() -> None:
    notice = "We use cookies to make this site work and to count the people who read it."
    assert [text for text, _ in left_out(f"{notice}\nAccept all\n\n{BODY}")] == [
        notice,
        "Accept all",
    ]
    assert left_out(f"{notice}\n\n{BODY}") == []


def test_the_name_of_a_section_above_the_title_is_left_out() -> None:
    assert left_out(f"News\n\nGarden waste is free\n\n{BODY}") == [("News", "section label")]
    assert left_out(f"Guidance\n\n{BODY}") == []


def test_a_list_of_the_headings_below_is_left_out() -> None:
    text = f"Contents\nThe rules\nThe costs\n\n{BODY}The rules\n\n{BODY}The costs\n\n{BODY}"
    assert left_out(text) == [
        ("Contents", "contents list"),
        ("The rules", "contents list"),
        ("The costs", "contents list"),
    ]


def test_a_wrapped_line_that_looks_like_a_button_is_kept() -> None:
    text = (
        "Bins must be at the kerb by seven in the morning, and\nback inside by the next evening.\n\n"
        f"All of the members of the committee asked us to\nshare this\n\n{BODY}"
    )
    assert left_out(text) == []


def test_a_button_directly_below_a_long_headline_is_left_out() -> None:
    text = f"Garden waste to be collected free of charge from March onwards\nShare this\n\n{BODY}"
    assert left_out(text) == [("Share this", "sharing")]


@pytest.mark.parametrize(
    "line",
    [
        "> " * 100_000,
        " " * 1_000_000 + "x",
        "9" * 100_000,
        "1 " * 100_000,
        "share " * 100_000,
        "Home > " * 50_000,
        "| " * 290,
        "by " * 49,
        "Tagged " + ", " * 390,
        "registered 1 " * 45,
        "a: " * 199,
        "...more " * 70,
    ],
)
def test_no_line_takes_long(line: str) -> None:
    started = time.process_time()
    read_plain(f"{BODY}{line}\n\n{BODY}".encode(), "page.txt")
    assert time.process_time() - started < 2


def test_reading_takes_time_in_proportion_to_the_length() -> None:
    page = f"Home | About | Contact\n\nGarden waste\n\n{BODY}Share this\nTagged x | Comments Off on Waste\n"

    def seconds(times: int) -> float:
        content = (page * times).encode()
        started = time.process_time()
        read_plain(content, "page.txt")
        return time.process_time() - started

    # Twice as much time per page as in the smaller text would be far from ten times as much.
    assert seconds(3000) < 20 * max(seconds(300), 0.02)
