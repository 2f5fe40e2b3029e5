"""Make one notice as LibreOffice saves it: PDF, DOCX, HTML and ODT.

Run from the root of the checkout, with LibreOffice installed:
``python -m tests.retrieval.documents.office.make``
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

HERE = Path(__file__).parent
NAME = "notice"

SECTIONS = {
    "What changes": (
        (
            "From the first Monday in March the district nurses of Northby work from one centre, so "
            "that a visit which used to take three telephone calls takes one. The visits themselves, "
            "the nurses and the hours stay what they are."
        ),
        (
            "Nobody has to register anew. Whoever has a visit booked keeps it, and the letter that "
            "confirms it names the centre instead of the surgery."
        ),
    ),
    "Who pays": (
        (
            "The clinical commissioning group pays for the centre until the end of the year. After "
            "that its cost is shared by the surgeries in proportion to their lists, which the "
            "partnership has agreed to review every second summer."
        ),
    ),
}
POINTS = (
    "a dressing that has to be changed at home",
    "an injection that the patient cannot give himself or herself",
    "advice to somebody who looks after a relative",
)
FEES = (("Visit", "Minutes"), ("Dressing", "20"), ("Injection", "10"), ("First talk", "45"))


def main() -> None:
    """Write the notice with python-docx and have LibreOffice save it in each format."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{NAME}.docx"
        _write(source)
        for kind in ("pdf", "docx", "html", "odt"):
            output = Path(folder) / kind
            command = ["soffice", "--headless", "--convert-to", kind, "--outdir"]
            subprocess.run([*command, str(output), str(source)], check=True, capture_output=True)
            (HERE / f"{NAME}.{kind}").write_bytes((output / f"{NAME}.{kind}").read_bytes())


def _write(path: Path) -> None:
    document = Document()
    document.core_properties.title = "District nurses in one centre"
    document.core_properties.author = "Northby Partnership"
    section = document.sections[0]
    section.header.paragraphs[0].text = "Northby Partnership: notice to patients"
    _number_pages(section.footer.paragraphs[0])
    document.add_heading("District nurses in one centre", level=0)
    document.add_paragraph("6 February 2018")
    for heading, paragraphs in SECTIONS.items():
        document.add_heading(heading, level=1)
        for text in paragraphs:
            document.add_paragraph(text)
    document.add_page_break()  # type: ignore[no-untyped-call]
    document.add_heading("What the nurses come for", level=1)
    document.add_paragraph("A nurse comes for:")
    for text in POINTS:
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("How long a visit takes", level=1)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for row in FEES:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            if row is FEES[0]:
                cell.paragraphs[0].runs[0].bold = True
    document.save(str(path))


def _number_pages(paragraph: object) -> None:
    run = paragraph.add_run("Page ")  # type: ignore[attr-defined]
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run._r.addnext(field)  # noqa: SLF001 - python-docx has no fields.


if __name__ == "__main__":
    main()
