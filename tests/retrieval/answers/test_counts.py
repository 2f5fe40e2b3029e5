"""A question for the number of something is answered by a number of that thing."""

import pytest

from retrieval.answers import has_count
from retrieval.search import stems


def share(words: str, text: str) -> float:
    wanted = stems(words)
    present = set(stems(text))
    return sum(stem in present for stem in wanted) / len(wanted) if wanted else 1.0


def has(question: str, text: str) -> bool:
    return has_count(question, text, share)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many STPs are there?", "England had 44 STPs."),
        ("How many STPs are there", "STPs are plans. There were forty-four of them."),
        ("how many councils are in it?", "The councils in it are four: A, B, C and D."),
        ("how many councils are in it?", "Councils\n• North: 12\n• South: 10"),
        ("how many integrated care boards are there?", "It has two boards for integrated care."),
        ("how many councillors felt involved?", "One in five councillors were involved."),
        ("how many ICBs does Wales have?", "Wales has no ICBs."),
        # What is counted has another name in the text, or none in the question.
        ("how many people care for a relative?", "England has 6.5 million unpaid carers."),
        ("how many of them replied?", "Some 370 did."),
        ("how many times was it put off?", "It was delayed twice."),
        ("how many were assessed?", "In 2017, 370 were."),
        ("how many days do I have?", "You must give 10 working days' notice by 1 May 2017."),
        ("how many members of staff are there?", "It employs 1.2 million staff."),
        ("how many percent of patients waited?", "Of those who came, 95% waited."),
        ("how many pounds did it cost?", "It cost £20bn."),
        ("how many appointments per GP per day?", "They have 30 appointments a day."),
        ("how many beds were closed?", "The trust closed 2000 beds."),
        ("how many beds were closed?", "By 2015 people had lost 30 beds."),
        ("how many members may it appoint?", "Of the members, 12 may be appointed."),
        ("how many STPs were there?", "In December 44 STPs were announced."),
        ("how often may it be renewed, and how many renewals are there?", "Renewals: once."),
        # Joined with what it follows.
        ("how many councils councils chief officer North", "It has nine councils."),
        # No number is asked for.
        ("who decides how many nurses a ward needs?", "The sister decides."),
        ("is there a limit on how many GPs it has?", "There is a limit."),
        ("what is an STP?", "An STP is a plan."),
        ("how much do many councils pay?", "That varies."),
    ],
)
def test_a_number_of_what_is_asked_for_may_answer(question: str, text: str) -> None:
    assert has(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many ICBs are there?", "ICBs took over from CCGs."),
        ("how many ICBs are there?", "Some 211 CCGs went. ICBs took over."),
        ("how many ICBs are there?", "Some 211 CCGs went\n• ICBs took over."),
        ("how many integrated care boards are there?", "Some 152 primary care trusts went."),
        ("how many people work there?", "It has grown a lot."),
        # Days and years are no numbers of things.
        ("how many ICBs are there?", "ICBs took over on 1 July 2022."),
        ("how many ICBs are there?", "ICBs took over on July 1st, 2022, and in Feb. 2023."),
        ("how many ICBs are there?", "ICBs planned their budgets for 2022/23 and the 2030s."),
        ("how many ICBs are there?", "ICBs began on 01/07/2022, or by July 2022, or in 2022."),
        ("so how many ICBs are there, and where?", "ICBs are everywhere."),
        ("what is an ICB? how many ICBs are there?", "ICBs are everywhere."),
        ("how many councils councils chief officer North", "The North has 3 chief officers."),
    ],
)
def test_without_a_number_of_what_is_asked_for_nothing_answers(question: str, text: str) -> None:
    assert not has(question, text)
