"""What becomes of mail exports and of single-file saves of web pages."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.html.reader import read_html
from retrieval.documents.mail import read_mail
from retrieval.domain import BlockKind, Metadata
from retrieval.errors import UnreadableDocumentError

SAVED = Path(__file__).parent / "html" / "saved"
BODY = (
    "The bicycle cellar is cleared on the first Saturday of May.\n\n"
    "Bicycles without a tag are given to the workshop after four weeks.\n"
)
PAGE = (
    "<html><body><h1>Bicycle cellar</h1><p>The bicycle cellar is cleared on the first Saturday of "
    "May.</p><p>Bicycles without a tag – “orphans” – go to the workshop after four weeks.</p>"
    "</body></html>"
)


def mail(text: str = BODY, **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def read(message: EmailMessage | bytes) -> FileContents:
    content = message if isinstance(message, bytes) else message.as_bytes()
    return read_mail(content, "letter.eml")


def test_what_the_head_of_a_mail_states_is_read() -> None:
    message = mail(
        Subject="Clearing the cellar – May",
        From="Ruth Ödman <ruth@elm.example>",
        Date="Tue, 02 Apr 2019 23:30:00 -0500",
        Organization="Elm House",
    )
    (document,) = read(message).documents
    assert document.metadata == Metadata(
        title="Clearing the cellar – May",
        author="Ruth Ödman",
        publisher="Elm House",
        date="2019-04-02",
    )
    assert document.format == "mail"


@pytest.mark.parametrize(
    ("header", "publisher"),
    [("Elm House news <news.elm.example>", "Elm House news"), ("<news.elm.example>", None)],
)
def test_a_mailing_list_that_has_a_name_is_the_publisher(
    header: str, publisher: str | None
) -> None:
    (document,) = read(mail(List_Id=header)).documents
    assert document.metadata.publisher == publisher


def test_what_a_mail_does_not_state_stays_unknown() -> None:
    (document,) = read(mail(From="ruth@elm.example", Date="soon", Subject="Cellar")).documents
    assert document.metadata == Metadata(title="Cellar")


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "base64"), ("utf-8", "quoted-printable"), ("iso-8859-15", "quoted-printable")],
)
def test_encoded_text_is_decoded(charset: str, encoding: str) -> None:
    message = EmailMessage()
    message.set_content(
        "The cellar costs €5 a year – no, 5€.\n".replace("–", "-"), charset=charset, cte=encoding
    )
    assert read(message).documents[0].text == "The cellar costs €5 a year - no, 5€."


def test_a_text_in_another_encoding_than_it_claims_is_read() -> None:
    content = b"Content-Type: text/plain; charset=utf-8\n\nThe cellar costs \xa35 a year.\n"
    assert read(content).documents[0].text == "The cellar costs £5 a year."


def test_quoted_replies_and_the_signature_are_left_out() -> None:
    text = (
        f"{BODY}\nOn Mon, 1 Apr 2019 at 10:00, Ben wrote:\n> When is it?\n>> And where?\n\n"
        "Please tell your neighbours about it as well.\n-- \nRuth\nElm House\n"
    )
    contents = read(mail(text, Subject="Cellar"))
    (document,) = contents.documents
    assert document.text.split("\n\n") == [
        "The bicycle cellar is cleared on the first Saturday of May.",
        "Bicycles without a tag are given to the workshop after four weeks.",
        "Please tell your neighbours about it as well.",
    ]
    assert contents.lines[2:] == (
        Line("On Mon, 1 Apr 2019 at 10:00, Ben wrote:", Fate.DROPPED, "quoted reply"),
        Line("> When is it?", Fate.DROPPED, "quoted reply"),
        Line(">> And where?", Fate.DROPPED, "quoted reply"),
        Line("Please tell your neighbours about it as well.", Fate.KEPT),
        Line("--", Fate.DROPPED, "signature"),
        Line("Ruth", Fate.DROPPED, "signature"),
        Line("Elm House", Fate.DROPPED, "signature"),
    )


ASKED = "The workshop wants to keep all of the bicycles for itself.\n"


def own(contents: FileContents) -> str:
    (document,) = contents.documents
    return document.text


@pytest.mark.parametrize(
    "lead",
    [
        "-----Original Message-----\nFrom: Ben <ben@elm.example>\nSent: 1 April 2019\nTo: Ruth\n\n",
        "________________________________\nFrom: Ben\nSent: 1 April 2019\nTo: Ruth\nSubject: x\n\n",
        "From: Ben\n\nDate: 1 April 2019\n\nTo: Ruth\n\nSubject: x\n\n",
        "*From:* Ben\n*Sent:* 1 April 2019\n*To:* Ruth\n",
        "On 1 Apr 2019, at 10:00, Ben <ben@elm.example> wrote:\n\n",
        "On Mon, 1 Apr 2019 at 10:00, Ben Oak\n<ben@elm.example>\nwrote:\n",
        "---------- Forwarded message ---------\n",
        "Begin forwarded message:\n\n",
    ],
)
def test_all_below_the_head_of_an_older_mail_is_quoted(lead: str) -> None:
    contents = read(mail(f"{BODY}\n{lead}{ASKED}"))
    assert own(contents) == BODY.strip()
    assert contents.lines[-1] == Line(ASKED.strip(), Fate.DROPPED, "quoted reply")
    assert {line.reason for line in contents.lines[2:]} == {"quoted reply"}


def test_what_only_looks_like_an_older_mail_stays() -> None:
    text = "On the matter of keys the committee wrote:\n\nFrom: May\n\nTo: June\n\nKeys are free.\n"
    assert {line.fate for line in read(mail(text)).lines} == {Fate.KEPT}


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        (
            "CAUTION: This email originated from outside of the house. Do not open\nattachments.",
            "warning of the mail system",
        ),
        ("[EXTERNAL]", "warning of the mail system"),
        (
            "This email and any files transmitted with it are confidential and meant for\nyou alone.",
            "confidentiality notice",
        ),
        ("Please consider the environment before printing this.", "confidentiality notice"),
        ("Sent from my iPhone", "signature"),
        ("Get Outlook for Android", "signature"),
    ],
)
def test_what_a_mail_system_adds_is_left_out(notice: str, reason: str) -> None:
    contents = read(mail(f"{notice}\n\n{BODY}"))
    dropped = [line for line in contents.lines if line.fate is Fate.DROPPED]
    assert dropped == [Line(line, Fate.DROPPED, reason) for line in notice.split("\n")]
    assert len(contents.documents[0].blocks) == 2


@pytest.mark.parametrize(
    "closing", ["Kind regards,", "Many thanks", "Yours sincerely", "Best wishes,", "-- "]
)
def test_what_follows_the_closing_is_the_signature(closing: str) -> None:
    contents = read(mail(f"{BODY}\n{closing}\nRuth Ödman\n\nClerk, Elm House | 01632 960001\n"))
    assert own(contents) == BODY.strip()
    assert [line.reason for line in contents.lines] == ["", "", *["signature"] * 3]


def test_a_notice_pasted_below_a_short_covering_letter_is_kept() -> None:
    contents = read(mail(f"Please see below.\n\nRegards\n\nRuth\n\n{BODY}\nThanks,\nThe clerk\n"))
    assert own(contents) == f"Please see below.\n\n{BODY.strip()}"


WORD_LIST = (
    "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'><![if !supportLists]>"
    "<span style='font-family:Symbol'><span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp; </span>"
    "</span></span><![endif]>{}<o:p></o:p></p>"
)


@pytest.mark.parametrize(
    ("sign", "marker"),
    [("·", "•"), ("\uf0b7", "•"), ("o", "•"), ("§", "•"), ("a)", "a)"), ("2.", "2.")],
)
def test_a_list_as_outlook_writes_it_keeps_its_markers_apart(sign: str, marker: str) -> None:
    items = WORD_LIST.format(1, sign, "Each tag is free.") + WORD_LIST.format(2, sign, "So is oil.")
    message = EmailMessage()
    message.set_content(PAGE.replace("</body>", f"{items}</body>"), subtype="html")
    (document,) = read(message).documents
    assert document.text.endswith(f"\n\n{marker} Each tag is free.\n{marker} So is oil.")
    assert [(b.kind, b.level) for b in document.blocks[-2:]] == [
        (BlockKind.LIST_ITEM, 1),
        (BlockKind.LIST_ITEM, 2),
    ]


@pytest.mark.parametrize("sign", ["·", "\uf0b7", "\uf0a7"])
def test_bullets_of_other_fonts_are_bullets_in_plain_text(sign: str) -> None:
    text = f"{BODY}\n{sign}\tEach tag is free.\n{sign}\tSo is oil.\n"
    assert own(read(mail(text))).endswith("\n\n• Each tag is free.\n• So is oil.")


HEADS = "<b>From:</b> Ben<br><b>Sent:</b> 1 April 2019<br><b>To:</b> Ruth<br>"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (f'<div class="gmail_quote"><p>{ASKED}</p></div>', "quoted reply"),
        (f'<blockquote type="cite"><p>{ASKED}</p></blockquote>', "quoted reply"),
        (f'<div id="divRplyFwdMsg"><p>Ben</p></div><div><p>{ASKED}</p></div>', "quoted reply"),
        (f"<div><p>{HEADS}</p></div><p>{ASKED}</p>", "quoted reply"),
        (f"<p>On 1 April 2019 Ben wrote:</p><p>{ASKED}</p>", "quoted reply"),
        (f"<p>-----Original Message-----</p><p>{ASKED}</p>", "quoted reply"),
        (f'<div class="gmail_signature"><p>{ASKED}</p></div>', "signature"),
        ("<p>Kind regards,</p><p>Ruth Ödman<br>Clerk</p>", "signature"),
        (
            "<table><tr><td><p>This email originated from outside the house.</p></td></tr></table>",
            "warning of the mail system",
        ),
    ],
)
def test_a_mail_that_is_a_page_is_cleaned_like_one_in_plain_text(markup: str, reason: str) -> None:
    message = EmailMessage()
    message.set_content(PAGE.replace("</body>", f"{markup}</body>"), subtype="html")
    contents = read(message)
    assert own(contents).endswith("go to the workshop after four weeks.")
    assert {line.reason for line in contents.lines[3:]} == {reason}


def test_a_page_is_not_cleaned_like_a_mail() -> None:
    page = PAGE.replace("</body>", "<p>Kind regards,</p><p>They all send them.</p></body>")
    lines = read_html(page.encode(), "page.html").lines
    assert {line.fate for line in lines[1:]} == {Fate.KEPT}


def test_a_page_that_only_quotes_an_older_mail_is_refused() -> None:
    message = EmailMessage()
    message.set_content(f'<div class="gmail_quote"><p>{ASKED}</p></div>', subtype="html")
    with pytest.raises(UnreadableDocumentError, match="holds only quoted mails and signatures"):
        read(message)


def test_plain_text_is_preferred_to_the_page_beside_it() -> None:
    message = mail()
    message.add_alternative(PAGE, subtype="html")
    assert "orphans" not in read(message).documents[0].text


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_mail_without_plain_text_is_read_as_a_page(charset: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Clearing"
    message.set_content(PAGE, subtype="html", charset=charset)
    (document,) = read(message).documents
    assert document.text == (
        "Bicycle cellar\n\nThe bicycle cellar is cleared on the first Saturday of May.\n\n"
        "Bicycles without a tag – “orphans” – go to the workshop after four weeks."
    )
    assert (document.metadata.title, document.format) == ("Clearing", "mail")


def test_a_subject_of_endless_length_is_cut_at_a_word() -> None:
    title = read(mail(Subject="Cellar " * 100)).documents[0].metadata.title
    assert title == "Cellar " * 41 + "Cellar…"


def test_attachments_are_named_and_not_read() -> None:
    message = mail()
    message.add_attachment("A secret.", filename="plan.txt")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="rules.pdf")
    contents = read(message)
    assert contents.notes == ("Attachments were not read: plan.txt, rules.pdf.",)
    assert "secret" not in contents.documents[0].text


def test_an_mbox_with_one_mail_is_read() -> None:
    text = BODY + "\nFrom May on the cellar is locked.\n"
    content = mail(text, Subject="Cellar").as_bytes(unixfrom=True)
    assert content.startswith(b"From nobody")
    mangled = content.replace(b"\nFrom May", b"\n>From May")
    (document,) = read(mangled).documents
    assert document.metadata.title == "Cellar"
    assert document.text.endswith("\n\nFrom May on the cellar is locked.")


def test_an_mbox_with_several_mails_is_refused() -> None:
    content = mail(Subject="Cellar").as_bytes(unixfrom=True) + b"\n"
    with pytest.raises(UnreadableDocumentError) as caught:
        read(content * 2)
    assert str(caught.value) == (
        "letter.eml holds several mails; save each as a file of its own and add those."
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_single_file_save_is_read_like_a_page_with_the_address_it_came_from(
    line_end: str,
) -> None:
    content = (SAVED / "news.mhtml").read_text(encoding="utf-8").replace("\n", line_end)
    (document,) = read_mail(content.encode(), "news.mhtml").documents
    assert document.metadata == Metadata(
        title="Town hall will close on Fridays from autumn",
        author="Ines Bellweather",
        date="2017-07-06",
        url="http://www.marlow-courier.example/news/15389221.town-hall-fridays/",
    )
    assert document.format == "html"
    assert document.text.startswith(
        "Town hall will close on Fridays from autumn\n\nResidents will not be able to pay council "
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"Subject: x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBO\n",
            (
                "letter.eml is a mail without any text; add what is attached to it as files of their "
                "own."
            ),
        ),
        (
            b"Subject: x\n\n> Only quoted.\n-- \nRuth\n",
            "letter.eml holds only quoted mails and signatures; add the mail that they come from.",
        ),
    ],
)
def test_a_mail_with_nothing_of_its_own_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(content)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 500,
        b"Subject: =?utf-8?b?////?=\nFrom: =?x?q?=\nDate: \n\n" + BODY.encode(),
        b"Content-Type: text/plain; charset=nonsense\n\n" + BODY.encode(),
        b"Content-Type: text/plain; charset*=x''\n\n" + BODY.encode(),
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!\n",
        b"From: <<<>>>,,@@\nList-Id: <\n\n" + BODY.encode(),
    ],
)
def test_a_broken_mail_is_read_or_refused(content: bytes) -> None:
    try:
        found = read(content).documents[0].text
    except UnreadableDocumentError as refusal:
        found = str(refusal)
    assert found.startswith(("letter.eml ", "The bicycle cellar is cleared"))
