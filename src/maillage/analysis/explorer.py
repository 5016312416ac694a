"""``Explorer``: an interactive map as one HTML page that needs no network."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.analysis.drawing import UNKNOWN, WIDTH
from maillage.tables import check_output, write_whole

if TYPE_CHECKING:
    from maillage.analysis.drawing import Drawing


@dataclass(frozen=True)
class Explorer:
    """A page (``page``) shown in an iframe in a notebook; :meth:`save` writes it for a browser."""

    page: str
    height: int
    title: str

    @classmethod
    def of(cls, drawing: Drawing, height: int) -> Explorer:
        """Put paths, labels, values and colours into the page."""
        known = np.isfinite(drawing.values)
        document = {
            "width": WIDTH,
            "height": round(drawing.height, 1),
            "title": drawing.title,
            "column": drawing.column,
            "paths": drawing.paths,
            "labels": drawing.labels,
            "values": [float(f"{v:.6g}") if ok else None for v, ok in zip(drawing.values, known, strict=True)],
            "classes": drawing.classes.tolist(),
            "colours": [*drawing.colours, UNKNOWN],
            "legend": [*drawing.legend, "no figure"],
        }
        data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        template = (files("maillage.analysis") / "explorer.html").read_text(encoding="utf-8")
        page = template.replace("__TITLE__", html.escape(drawing.title)).replace("__DATA__", data)
        return cls(page, height, drawing.title)

    def save(self, path: Path | str) -> Path:
        """Write the page (``.html``) and return its path. Raises ``BadInput`` for another suffix."""
        path = check_output(path, (".html",))
        write_whole(path, lambda room: room.write_text(self.page, encoding="utf-8"))
        return path

    def _repr_html_(self) -> str:
        # An iframe isolates the page's script and style from those of the notebook.
        return (
            f'<iframe srcdoc="{html.escape(self.page)}" title="{html.escape(self.title)}" '
            f'style="width:100%;height:{self.height}px;border:1px solid #d9d6cf" sandbox="allow-scripts"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<Explorer: {self.title}, {len(self.page) // 1024} kB>"
