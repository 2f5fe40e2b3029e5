"""Plain text, often copied from a web page: articles without what stands around them."""
