"""Charts drawn on the server as SVG, the same on the page and on paper; each stands beside its table.

What draws them takes half a second to import, as long as much of the site: it is imported with the first chart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    import altair as alt

INK, SOFT, TEAL, LINE = "#1b2a33", "#4a5963", "#0b5d5e", "#d9d6cf"
FONT = "Atkinson Hyperlegible"
LOCALE = {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u00a0€"]}

Row = tuple[str, float, float]


def _spec(rows: tuple[Row, ...], width: int, label_limit: int) -> alt.FacetChart | alt.LayerChart:
    import altair as alt

    data = [
        {"name": name, "before": before, "after": after, "order": order}
        for order, (name, before, after) in enumerate(rows)
    ]
    base = alt.Chart(alt.Data(values=data))
    place = alt.Y(
        "name:N",
        sort=alt.EncodingSortField("order"),
        title=None,
        axis=alt.Axis(labelLimit=label_limit, domain=False, ticks=False),
    )
    axis = alt.Axis(format=".1f", gridColor=LINE, domain=False, tickCount=5)
    scale = alt.Scale(zero=False, nice=True, padding=8)
    title = "consultations par an et par habitant"
    lines = base.mark_rule(color=TEAL, strokeWidth=3).encode(
        y=place, x=alt.X("before:Q", scale=scale, title=title, axis=axis), x2="after:Q"
    )
    before = base.mark_circle(size=70, color="#ffffff", stroke=INK, strokeWidth=1.5, opacity=1).encode(
        y=place, x="before:Q"
    )
    after = base.mark_circle(size=90, color=TEAL, opacity=1).encode(y=place, x="after:Q")
    return (
        alt.layer(lines, before, after)
        .properties(width=width, height=alt.Step(24), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelFont=FONT, titleFont=FONT, labelFontSize=14, titleFontSize=14, labelColor=INK,
                        titleColor=SOFT, titleFontWeight="normal")
    )  # fmt: skip


@lru_cache(maxsize=8)
def before_after_svg(rows: tuple[Row, ...], *, narrow: bool = False) -> SafeString:
    """Draw the access of each territory before (open circle) and with the plan (full circle); empty without rows.

    ``narrow`` is as wide as a phone, so that its letters keep their size there.
    """
    if not rows:
        return mark_safe("")
    import vl_convert

    svg = vl_convert.vegalite_to_svg(
        _spec(rows, *((130, 230) if narrow else (300, 330))).to_dict(), format_locale=LOCALE
    )
    return plain_svg(svg)


def plain_svg(svg: str) -> SafeString:
    """Return a plot as pages show it: hidden from screen readers, which read its table."""
    # The Content-Security-Policy allows no style attribute; Vega also writes these values as plain attributes.
    svg = re.sub(r'\sstyle="[^"]*"', "", svg)
    svg = re.sub(r"<style>.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\saria-(?:roledescription|label)="[^"]*"|\srole="graphics-[^"]*"', "", svg)
    svg = re.sub(
        r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"', r'<svg \1aria-hidden="true" focusable="false"', svg, count=1
    )
    return mark_safe(svg)  # noqa: S308 (made here from figures and names that Vega escapes)
