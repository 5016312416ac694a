"""Documentation hook: turn the roles of docstrings (``:func:`name```) into links."""

from __future__ import annotations

import re
from typing import Any

ROLE = re.compile(r":(?:func|meth|class|mod|attr):<code>~?([\w.]+)</code>")


def linked(html: str) -> str:
    """The page with each role replaced by the short name of its target, linked if the target is on the page."""
    known = re.findall(r'id="(maillage\.[\w.]+)"', html)

    def link(found: re.Match[str]) -> str:
        last = found.group(1).rsplit(".", maxsplit=2)[-2:] if found.group(1)[0].isupper() else [found.group(1)]
        name = ".".join(last).removeprefix("maillage.")
        short = name.rsplit(".", maxsplit=1)[-1] if not name[0].isupper() else name
        target = next((one for one in known if one.endswith(f".{name}")), None)
        target = target or next((one for one in known if one.endswith(f".{short}")), None)
        text = f"<code>{short}</code>"
        return f'<a href="#{target}">{text}</a>' if target else text

    return ROLE.sub(link, html)


def on_page_content(html: str, **_: Any) -> str:
    """Link the roles of one page (MkDocs calls this)."""
    return linked(html)
