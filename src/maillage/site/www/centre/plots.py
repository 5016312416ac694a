"""The plot of what moves the balance of a centre, beside its table."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from maillage.site.www import drawings
from maillage.site.www.coordinator.charts import FONT, INK, LINE, LOCALE, SOFT, TEAL, plain_svg

CORAL = "#b3382c"
Bar = tuple[str, float, float]


def kept_tornado(bars: tuple[Bar, ...], now: float, *, narrow: bool = False) -> SafeString:
    """Return the drawing of :func:`tornado_svg`, made once for all processes."""
    return drawings.kept(f"{narrow} {now:.2f} {bars}", lambda: tornado_svg(bars, now, narrow=narrow))


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
