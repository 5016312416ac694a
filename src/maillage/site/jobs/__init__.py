"""Work that pages ask for and the worker does: kinds of jobs, and rows that show their progress."""
