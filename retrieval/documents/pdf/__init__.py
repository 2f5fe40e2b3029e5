"""PDF: pages become lines, and lines become headings, paragraphs, lists and tables."""
