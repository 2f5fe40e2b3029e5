"""The texts of the interface, and what the library says, in the language of whoever reads."""
