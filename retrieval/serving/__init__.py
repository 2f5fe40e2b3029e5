"""Which search indexes are current, on the disk and in memory."""
