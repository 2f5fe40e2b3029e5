"""Makes PDF files for the tests with reportlab."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
TOP, LEFT, LEADING = 770, 72, 14

PROSE = (
    "A person who claims the benefit is assessed by a health professional, who asks how the",
    "condition limits what the person can do on most days. The decision maker reads the report",
    "of the assessment together with all other evidence before a decision is made.",
)
"""A paragraph of three lines."""


@dataclass(frozen=True)
class Text:
    """A line of text on a page."""

    text: str
    x: float
    y: float
    size: float = 11
    font: str = REGULAR


def make_pdf(pages: Iterable[Iterable[Any]], **info: str) -> bytes:
    """Make a PDF.

    :param pages: for each page its lines, and functions that draw on the canvas.
    :param info: ``title``, ``author`` and so on, for the document information.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, initialFontSize=11)
    for key, value in info.items():
        getattr(canvas, f"set{key.title()}")(value)
    for page in pages:
        for item in page:
            if isinstance(item, Text):
                canvas.setFont(item.font, item.size)
                canvas.drawString(item.x, item.y, item.text)
            else:
                item(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def body(
    *paragraphs: Sequence[str],
    top: float = TOP,
    left: float = LEFT,
    leading: float = LEADING,
    gap: float = LEADING,
    **style: Any,
) -> list[Text]:
    """Set paragraphs of lines below each other.

    :param gap: what is added to the leading between two paragraphs.
    """
    lines: list[Text] = []
    y = top
    for paragraph in paragraphs:
        for line in paragraph:
            lines.append(Text(line, left, y, **style))
            y -= leading
        y -= gap
    return lines


def image(canvas: Canvas) -> None:
    """Draw a grey picture over the page, as a scanner makes it."""
    from PIL import Image  # noqa: PLC0415 -- reportlab needs it only for this.
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)


def table(
    rows: Sequence[Sequence[str]], top: float = 600, width: float = 150
) -> Callable[[Canvas], None]:
    """Return what draws a table with ruled lines around each cell."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(REGULAR, 11)
        y = top
        for row in rows:
            height = 6 + LEADING * max(cell.count("\n") + 1 for cell in row)
            for column, cell in enumerate(row):
                x = LEFT + column * width
                canvas.rect(x, y - height, width, height)
                for position, line in enumerate(cell.split("\n")):
                    canvas.drawString(x + 4, y - LEADING * (position + 1), line)
            y -= height

    return draw
