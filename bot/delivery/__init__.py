"""How a reply reaches whoever waits for it, in their language and whatever fails."""
