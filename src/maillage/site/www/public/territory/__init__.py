"""The portrait of a territory: an intercommunality, a department, a region, France; one mechanism for all."""
