"""The portrait of a territory: an intercommunality, a department, a region or France."""
