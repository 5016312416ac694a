"""Work asked for and done beside the requests: kinds of it, and rows that pages show."""
