"""Saved web pages: the article, its comments and what it says about itself."""
