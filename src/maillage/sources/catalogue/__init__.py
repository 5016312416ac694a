"""The open data by name: the catalogue, what was pulled, what is loaded and current."""

from maillage.sources.catalogue.entries import Source, address_of, catalogue, source_named
from maillage.sources.catalogue.holdings import Holdings, Loaded, Pulled, default_holdings

__all__ = [
    "Holdings",
    "Loaded",
    "Pulled",
    "Source",
    "address_of",
    "catalogue",
    "default_holdings",
    "source_named",
]
