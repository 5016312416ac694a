"""What a site says of itself: its name, who answers for it, how to reach them."""
