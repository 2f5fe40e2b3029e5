"""The catalogues of the interface: what the code says, against what was translated of it."""
