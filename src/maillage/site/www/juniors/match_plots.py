"""The plots of a match: gain against stability, and who stays; each beside its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from maillage.site.www import drawings

if TYPE_CHECKING:
    import altair as alt

Points = Sequence[Mapping[str, Any]]
WIDE, NARROW, HIGH = 520, 250, 220


def frontier(points: Points, *, narrow: bool = False) -> SafeString:
    """Return the curve of the most gain for numbers of pairs that would rather change; "" for fewer than two points."""
    if len(points) < 2:
        return mark_safe("")
    told = [(int(one["blocking"]), round(float(one["gain"]), 1)) for one in points]
    return drawings.kept(f"frontier {narrow} {told}", lambda: _frontier_svg(told, narrow))


def stays(years: Points, *, narrow: bool = False) -> SafeString:
    """Return the curve of who is there after each year, with the range of nine draws of ten; "" without years."""
    if not years:
        return mark_safe("")
    told = [tuple(round(float(one[name]), 1) for name in ("year", "mean", "low", "high")) for one in years]
    return drawings.kept(f"stays {narrow} {told}", lambda: _stays_svg(told, narrow))


def _frontier_svg(told: Sequence[tuple[int, float]], narrow: bool) -> SafeString:
    import altair as alt

    from maillage.site.www.coordinator.charts import LINE, TEAL

    base = alt.Chart(alt.Data(values=[{"pairs": pairs, "gain": gain} for pairs, gain in told])).encode(
        x=alt.X(
            "pairs:Q", title="paires qui préféreraient changer",
            axis=alt.Axis(format="d", values=_whole(told[-1][0]), gridColor=LINE, domain=False),
        ),
        y=alt.Y(
            "gain:Q", title="gain, consultations par an", scale=alt.Scale(zero=False, nice=True),
            axis=alt.Axis(format=",.0f", gridColor=LINE, domain=False, tickCount=5),
        ),
    )  # fmt: skip
    return _svg(base.mark_line(color=TEAL, strokeWidth=3) + base.mark_circle(color=TEAL, size=90, opacity=1), narrow)


def _whole(most: int) -> list[int]:
    """Return whole numbers from 0 to ``most``, at most seven of them."""
    return list(range(0, most + 1, max(1, -(-most // 6))))


def _stays_svg(told: Sequence[tuple[float, ...]], narrow: bool) -> SafeString:
    import altair as alt

    from maillage.site.www.coordinator.charts import LINE, TEAL

    rows = [{"year": year, "mean": mean, "low": low, "high": high} for year, mean, low, high in told]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "year:Q", title="années",
            axis=alt.Axis(format="d", tickMinStep=1, gridColor=LINE, domain=False, tickCount=5),
        )
    )  # fmt: skip
    axis = alt.Axis(format=",.0f", gridColor=LINE, domain=False, tickCount=5)
    between = base.mark_area(color=TEAL, opacity=0.2).encode(
        y=alt.Y("low:Q", title="médecins venus et restés", axis=axis), y2="high:Q"
    )
    return _svg(between + base.mark_line(color=TEAL, strokeWidth=3).encode(y="mean:Q"), narrow)


def _svg(chart: alt.LayerChart | alt.FacetChart, narrow: bool) -> SafeString:
    import vl_convert

    from maillage.site.www.coordinator.charts import FONT, INK, LOCALE, SOFT, plain_svg

    shown = (
        chart.properties(width=NARROW if narrow else WIDE, height=HIGH, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelFont=FONT, titleFont=FONT, labelFontSize=14, titleFontSize=14, labelColor=INK,
                        titleColor=SOFT, titleFontWeight="normal")
    )  # fmt: skip
    return plain_svg(vl_convert.vegalite_to_svg(shown.to_dict(), format_locale=LOCALE))
