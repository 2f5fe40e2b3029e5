"""What the library says in English, by its formats: refusals, remarks, stages, the history.

``retrieval`` knows no languages, and what it says is kept in the catalogue and crosses processes, so
it is read again here (see ``bot.language.library_words``). A test finds what is raised there and not listed.
Places that hold further texts of the library, and numbers, are told by their names; in all others
there may be any words, such as the name of a file.
"""

from __future__ import annotations

WITHIN = frozenset({"what", "remedy", "reason", "problem", "much", "pages", "change", "changes"})
NUMBERS = frozenset(
    {"count", "number", "missing", "removed", "size", "limit", "length", "seconds", "ratio"}
)

_LINES = """
# How sure a server wants to be.
cautious
balanced
generous
Only what very probably answers is called an answer; more questions end with “the documents do not answer this”.
What probably answers is called an answer, and what may answer is shown as the closest passages.
Quotes are shown as answers or as the closest passages also where that is far from sure; more of them will not answer.
# Formats.
mail
text
# The history and stages.
added
replaced
reindexed
indexed
edited
removed
restored
set a term
removed a term
restored a term
cancelled adding
cancelled replacing
cancelled reindexing
set strictness
set mention channels
set private answers
set thread answers
set moderator role
set question keeping
set asker keeping
set digest channel
set help channel
set language
every channel
each member’s own
none
on
off
on, for 1 day
on, for {count} days
nothing changed
means {meaning}
meant {meaning}
what documents say is hidden
what documents say is shown again
{count} added
{count} updated
{count} removed
{count} documents of {names}
{count} new or changed, {removed} removed
title was {before}
publisher was {before}
author was {before}
date was {before}
url was {before}
licence was {before}
{change}, {changes}
{change}; {changes}
passage {number} of {count}
embedding with the new model
# Questions, terms and answers.
that question has no words in it; ask for example: what is an STP?
nothing is asked in that; ask for example: what is an STP?
that question is {length} characters long; the longest that can be searched for is {limit}. Please shorten it.
that term has no letters in it; try for example: STP
that term is {length} characters long; the longest that can be looked up is {limit}. Please name it alone, or ask a question instead.
that term has no letters in it.
that meaning has no letters in it.
that term is {length} characters long; at most {limit} are kept. Please shorten it.
that meaning is {length} characters long; at most {limit} are kept. Please shorten it.
that note is {length} characters long; at most {limit} are kept. Please shorten it.
that meaning is the term itself; give the words that it stands for, for example Sustainability and Transformation Plan for STP.
that term is removed already; what documents say of it is hidden. It can be restored.
there is no such term here; moderators have not set it, and no document explains it.
moderators have neither set nor removed that term, or changed it since.
that cannot be undone any more: the term was changed again since, or it is more than 7 days ago. Set or remove it anew.
moderators have set or removed {limit} terms here, which is the most; take one of them back first.
this answer is no longer kept; please ask again.
this answer is no longer kept, so it cannot be rated.
this rating is no longer kept.
a document quoted here has been removed since; please ask again.
# Documents and jobs that are not there.
that document is not in the library (any more).
there is no such job here.
there is no document {number} here to remove.
there is no document {number} here to correct.
there is no such document here to replace.
it was removed again at this moment.
it cannot be restored: it was not removed here, or too long ago.
the same text was added again since, as {title}, so there is nothing to restore.
another run is indexing into {folder}; wait until it has ended, then run this again.
The document to replace is not in the library any more; add the file instead.
It ended the program that worked on it twice, so it is not tried again: most likely one of the files needs more memory than there is. Add the files one by one, and split the largest.
Something went wrong that should not have; the owner finds it in the log.
its file is gone from the server, yet it is still quoted; remove it, or add it again.
the same text is in the library already.
what it says was removed after this was asked for; add it again to bring it back.
{count} more were not taken.
# What is given.
there is no file to add; give at least one.
a document is replaced by one file; give exactly one.
indexing again takes no files; add them instead.
{name} is not called like a document that can be read; its name has to end in one of {endings}. Save it as one of these and add it again.
{name} is not kept any more; add it again.
{name} holds nothing to quote.
{name} has {size} MB, and at most {limit} MB are read; split it and add the parts.
{path} has {size} MB; the most that is read is {limit} MB. Split it and add the parts.
the date {date} is not one; write 2017-09-06, 2017-09, 2017 or 6 September 2017.
{name} is not a text.
{name} is not a field; known are {fields}.
{name}: {reason}
# What cannot be read.
{name} is empty, so there is nothing to quote.
{name} has no text in it, so there is nothing to quote.
{name} is not a text file in any known encoding; save it as UTF-8 text.
{name} is an archive with nothing in it.
{name} is an archive without a document in it.
{name} is an archive inside an archive; unpack it first.
{name} is not read inside an archive yet; put it beside the archive.
{name} is a web page without any text; open the page, wait until its text is shown and save it again.
{name} holds only quoted mails and signatures; add the mail that they come from.
{name} holds menus and links but no article; open the article that is meant and save that page.
{name} is nested too deeply to be read; copy the text of the page into a text file and add that.
{name} is a mail without any text; add what is attached to it as files of their own.
{name} holds several mails; save each as a file of its own and add those.
{name} is not a mail that can be read; copy its text into a text file and add that.
{name}: the date {date} in the front matter is not one of 2017, 2017-09, 2017-09-06 or 6 September 2017.
{name} has front matter with YAML aliases (*), which are not read; write the values out and add it again.
{name}: the front matter is not valid YAML: {error}
{name} is protected by a password; save a copy without one and add that.
{name} is damaged or cut off, and nothing of it can be read; get the file again, or open it and save a new copy, and add that.
{name} has no text on any of its pages (is it a scan?), so there is nothing to quote; run OCR over it and add it again.
{name} has {count} pages, and the limit is {limit}; split it and add the parts.
{name} needs too much memory to be read; save a smaller copy and add that.
{name} holds only what stands around an article, such as menus and links, and nothing to quote; copy the article itself and add it again.
{name} is a damaged Word document; open it in Word, save it anew and add it again.
{name} has an XML document type declaration, which no Word document has, so it is not safe to read.
{name} cannot be read as a Word document: its part {part} {problem}.
{name} holds more than {count} files; split it into smaller ones and add those.
{name} unpacks to more than {size} MB; split it into smaller files and add those.
{name} is a ZIP file whose members overlap, so it is not safe to unpack; make it anew and add it again.
{name} is a damaged ZIP file; make it anew and add it again.
{path} cannot be read: {error}.
{path} was being written while it was read; index it again.
{path} has a name that is not UTF-8; rename it and add it again.
a document of {path} was removed or changed while the file was read; index it again.
# Members of archives.
{name} {problem}.
is protected by a password; add it without one
is packed in a way that cannot be read; pack it with ordinary ZIP
is damaged; make the ZIP file anew
unpacks to more than {size} MB; add a smaller file
unpacks to more than {ratio} times its size, so it is not safe to unpack
{member} was left out because {name} holds more than {much}; split it, and add the parts.
{member} was not read because {name} took more than {seconds} seconds; split it, and add the parts.
{count} characters of text
{count} paragraphs, rows and headings
# The process that reads.
{name} made its parser crash; save it as plain text, and add it again.
{name} has {size} MB, and at most {limit} MB are read; split it or save it as plain text, and add it again.
{name} took more than {seconds} seconds to read; split it or save it as plain text, and add it again.
{name} took more than {size} MB of memory to read; split it or save it as plain text, and add it again.
{name} was not read because its parser was ended from outside (signal {signal}); try again.
{name} was not read because the parser did not start ({error}); try again, and if it goes on, install again.
{name} holds more than {count} characters of text; split it, and add the parts.
{name} holds more than {count} paragraphs, rows and headings; split it, and add the parts.
{name} could not be read because the reader failed at it ({error}); save it as plain text, and add it again.
# What a document is to the library.
{name} says what another document of the library says already, so it cannot take this one's place; remove this one instead.
the document that {name} was to replace is not in the library any more; add {name} instead.
{name} is in the library already, so it cannot take another document's place; remove that one instead.
The version indexed before is still quoted.
{count} of its documents are in the library already.
{count} of its documents were removed from the library.
A moderator's corrections ({fields}) were kept for its new text.
# Remarks on what was read.
The page holds {count} articles; each is a document of its own.
Entries that only lead to other pages were left out: {count}.
Readers' comments are kept and marked as such.
It holds formulas, which are left out.
Attachments were not read: {names}.
the file is damaged or cut off, and what could be read of it was taken
the file is damaged or cut off, and what could be read of it was taken; {missing} of {count} pages are lost
{pages} could not be read, so they cannot be quoted
{pages} has no text (a scan?), so it cannot be quoted; run OCR over the file and add it again
{pages} have no text (scans?), so they cannot be quoted; run OCR over the file and add it again
{pages} may have tables or columns whose text is out of order, or marks of notes that look like digits; only the first {count} such pages are read with care
page {number}
pages {numbers}
pages {numbers} and {number}
# Kinds of files that cannot be read, and what to do about them.
{name} is {what}; {remedy}.
save it as DOCX or PDF and add it again
save it as PDF and add it again
save it as PDF or HTML and add it again
save it as .eml or HTML and add it again
save it without one and add it again
add the text as a document instead
add a transcript instead
unpack it, or pack it as ZIP, and add that
add a document instead
get the file again and add that
protected by a password
a damaged PDF
an RTF document
a PostScript file
a DjVu document
a Mobipocket book
an EPUB book
a picture ({kind})
a sound recording ({kind})
a recording ({kind})
a video ({kind})
a piece of music ({kind})
packed with {kind}
a 7z archive
a RAR archive
a CAB archive
a tar archive
a program
a Windows program
a Linux program
a macOS program
a Java or macOS program
a WebAssembly program
an SQLite database
a font
an Outlook message
a Word 97 document
an Excel 97 workbook
an Excel 95 workbook
an Excel workbook
a PowerPoint 97 presentation
a PowerPoint presentation
a Visio drawing
a document of an old Office program
an iWork document
an XPS document
an OpenDocument text
an OpenDocument spreadsheet
an OpenDocument presentation
an OpenDocument file
"""

TEXTS = tuple(line for line in _LINES.splitlines() if line and not line.startswith("#"))
