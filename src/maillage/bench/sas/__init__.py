"""The search of free slots by the national platform (SAS), at its pace, on a site of its own."""
