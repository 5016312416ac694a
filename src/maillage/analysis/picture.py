"""``Picture``: a map as SVG, small enough to stay in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.analysis.drawing import UNKNOWN, WIDTH
from maillage.errors import BadInput
from maillage.tables import check_output, write_whole

if TYPE_CHECKING:
    from maillage.analysis.drawing import Drawing

HEAD, LEGEND = 50, 70


@dataclass(frozen=True)
class Picture:
    """An SVG document (``svg``) that a notebook shows; :meth:`save` writes it as ``.svg`` or ``.png``."""

    svg: str

    @classmethod
    def of(cls, drawing: Drawing, width: int) -> Picture:
        """Merge the places of each colour into one path, so that a picture of France is not much larger than a
        department's.
        """
        bottom = HEAD + drawing.height
        areas: list[str] = []
        for number, colour in [(-1, UNKNOWN), *enumerate(drawing.colours)]:
            path = "".join(drawing.paths[k] for k in np.flatnonzero(drawing.classes == number))
            if path:
                areas.append(f'<path d="{path}" fill="{colour}" stroke="{colour}"/>')
        total = bottom + LEGEND
        title = html.escape(drawing.title)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {total:.0f}" width="{width}" '
            f'height="{width * total / WIDTH:.0f}" role="img" aria-label="{title}" '
            f'font-family="Atkinson Hyperlegible, Helvetica, Arial, sans-serif" fill="#1b2a33">'
            f'<rect width="100%" height="100%" fill="#fbfaf7"/><text x="10" y="30" font-size="20">{title}</text>'
            f'<g transform="translate(0 {HEAD}) scale(.1)" stroke-width="2" stroke-linejoin="round">'
            f"{''.join(areas)}</g>"
            f"{_legend(drawing, bottom + 20)}</svg>"
        )
        return cls(svg)

    def save(self, path: Path | str) -> Path:
        """Write ``.svg`` or ``.png`` and return the path. Raises ``BadInput`` for another suffix."""
        path = check_output(path, (".svg", ".png"))
        if path.suffix == ".svg":
            write_whole(path, lambda room: room.write_text(self.svg, encoding="utf-8"))
            return path
        import vl_convert

        try:
            png = vl_convert.svg_to_png(self.svg, scale=2)
        except ValueError as error:
            raise BadInput(path, f"the picture cannot be drawn as points ({error})", "Save it as .svg") from error
        write_whole(path, lambda room: room.write_bytes(png))
        return path

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Picture of {len(self.svg) // 1024} kB of SVG>"


def _legend(drawing: Drawing, top: float) -> str:
    step = (WIDTH - 20) / len(drawing.colours)
    boxes = [
        f'<rect x="{10 + step * k:.0f}" y="{top:.0f}" width="{step:.0f}" height="14" fill="{colour}"/>'
        f'<text x="{10 + step * k:.0f}" y="{top + 32:.0f}" font-size="15">{html.escape(label)}</text>'
        for k, (colour, label) in enumerate(zip(drawing.colours, drawing.legend, strict=True))
    ]
    return "".join(boxes)
