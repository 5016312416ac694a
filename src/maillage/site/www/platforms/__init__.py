"""Pages of shared reading platforms: members, who is on duty, delays, load and money."""
