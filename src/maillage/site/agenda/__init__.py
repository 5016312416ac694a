"""Sessions, slots, and claims on the resources that sessions use."""
