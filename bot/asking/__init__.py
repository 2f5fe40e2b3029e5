"""A question from Discord: what was heard, who may ask how often, the search, the card."""
