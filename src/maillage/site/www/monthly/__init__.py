"""The report of a month: the same figures as a page, as a PDF, as a spreadsheet and for the public."""
