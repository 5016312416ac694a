"""The plot of what moves the balance of a centre, beside its table."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from maillage import __version__
from maillage.site import private_files
from maillage.site.www.coordinator.charts import FONT, INK, LINE, LOCALE, SOFT, TEAL, plain_svg

CORAL = "#b3382c"
Bar = tuple[str, float, float]


KEPT = 500
"""Drawings kept; each has some 15 kB."""


def kept_tornado(bars: tuple[Bar, ...], now: float, *, narrow: bool = False) -> SafeString:
    """Return the drawing of :func:`tornado_svg`, made once for all processes: drawing takes 150 ms, reading 0.1 ms."""
    told = f"{__version__} {narrow} {now:.2f} {bars}"
    where = private_files.folder("drawings") / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.svg"
    try:
        return mark_safe(where.read_text(encoding="utf-8"))  # noqa: S308 - our own drawing
    except FileNotFoundError:
        drawn = tornado_svg(bars, now, narrow=narrow)
        private_files.write(where.parent, [drawn.encode()]).replace(where)
        _forget(where.parent)
        return drawn


def _forget(folder: Path) -> None:
    """Remove the oldest drawings beyond those that are kept."""
    found = sorted(folder.glob("*.svg"), key=lambda one: one.stat().st_mtime, reverse=True)
    for one in found[KEPT:]:
        one.unlink(missing_ok=True)


def tornado_svg(bars: tuple[Bar, ...], now: float, *, narrow: bool = False) -> SafeString:
    """Draw a bar for each assumption, from its worse to its better end, around the balance ``now``; thousands of euros.

    ``bars`` are a label and the two balances of a year. Empty without bars.
    """
    import altair as alt
    import vl_convert

    if not bars:
        return mark_safe("")
    data = [
        {"name": name, "order": order, "low": min(ends) / 1000, "high": max(ends) / 1000, "now": now / 1000}
        for order, (name, *ends) in enumerate(bars)
    ]
    base = alt.Chart(alt.Data(values=data))
    place = alt.Y(
        "name:N", sort=alt.EncodingSortField("order"), title=None,
        axis=alt.Axis(labelLimit=140 if narrow else 320, domain=False, ticks=False),
    )  # fmt: skip
    axis = alt.Axis(format=",.0f", gridColor=LINE, domain=False, tickCount=5)
    title = "solde de l’année, milliers d’euros"
    worse = base.mark_bar(height=14, color=CORAL).encode(
        y=place, x=alt.X("low:Q", title=title, axis=axis, scale=alt.Scale(zero=False)), x2="now:Q"
    )
    better = base.mark_bar(height=14, color=TEAL).encode(y=place, x="now:Q", x2="high:Q")
    chart = (
        alt.layer(worse, better)
        .properties(width=150 if narrow else 380, height=alt.Step(24), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelFont=FONT, titleFont=FONT, labelFontSize=14, titleFontSize=14, labelColor=INK,
                        titleColor=SOFT, titleFontWeight="normal")
    )  # fmt: skip
    return plain_svg(vl_convert.vegalite_to_svg(chart.to_dict(), format_locale=LOCALE))
