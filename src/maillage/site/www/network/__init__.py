"""The network of hospitals: their agreements, for those who answer for a party and for the coordination."""
