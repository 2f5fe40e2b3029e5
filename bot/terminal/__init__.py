"""The preview in the terminal: the same cards without Discord."""
