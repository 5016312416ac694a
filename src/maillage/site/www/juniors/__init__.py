"""Pages of years of junior doctors: those of the coordination, and each person's own page, opened by a link."""
