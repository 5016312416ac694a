"""Links of applications."""

from __future__ import annotations

from maillage.site.questionnaires import Links

LINKS = Links("application")
token_of, key_of = LINKS.token_of, LINKS.key_of
