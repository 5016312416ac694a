"""The benchmark of examinations: sent over a link that breaks, read by ranges, shown in a browser."""
