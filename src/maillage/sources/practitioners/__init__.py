"""Practitioners one by one, from the RPPS extract and the insurer's directory; no name and no number is kept."""
