"""Files are read in a process of their own with limits, so that a bad one costs only itself."""
