"""Plots of a month's report, as SVG: the same on the page and on paper, each beside its table."""

from __future__ import annotations

import base64
import io
import re

from django.utils.safestring import SafeString, mark_safe

from maillage.site.cartography.render import coloured
from maillage.site.geography.travel import NotMeasured
from maillage.site.observatory.effects import access_over
from maillage.site.observatory.months import MonthReport, weeks_in
from maillage.site.observatory.workbench import workbench
from maillage.site.www.coordinator.charts import FONT, INK, LINE, LOCALE, SOFT, TEAL, before_after_svg, plain_svg
from maillage.site.www.monthly.tables import territory_name
from maillage.site.www.public.explorer import areas

MOST, FEW = 15, 10
OCHRE = "#f2b134"
COLOURS = {"tenues": TEAL, "annulées": "#b3382c", "autres": OCHRE}


def sessions_svg(report: MonthReport, *, narrow: bool = False) -> SafeString:
    """Draw the sessions of each territory: held, cancelled, others; the largest ones."""
    data: list[dict[str, object]] = []
    for order, (code, one) in enumerate(report.by_territory()[:MOST]):
        parts = {"tenues": one.held, "annulées": one.cancelled, "autres": one.planned - one.held - one.cancelled}
        for rank, (what, number) in enumerate(parts.items()):
            name = territory_name(report, code)
            data.append({"name": name, "what": what, "count": number, "order": order, "rank": rank})
    if not data:
        return mark_safe("")
    import altair as alt
    import vl_convert

    longest = max(one.planned for _, one in report.by_territory())
    # Few sessions: a grid line for each, where Vega would draw halves and round their labels.
    ticks = list(range(longest + 1)) if longest <= FEW else alt.Undefined
    axis = alt.Axis(format="d", gridColor=LINE, domain=False, tickMinStep=1, values=ticks)
    chart = (
        alt.Chart(alt.Data(values=data))
        .mark_bar(height=14)
        .encode(
            y=alt.Y(
                "name:N", sort=alt.EncodingSortField("order"), title=None,
                axis=alt.Axis(labelLimit=130 if narrow else 260, domain=False, ticks=False),
            ),
            x=alt.X(
                "count:Q", title="vacations", axis=axis
            ),
            color=alt.Color(
                "what:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=alt.Legend(title=None, orient="top", columns=1 if narrow else 3),
            ),
            order=alt.Order("rank:Q"),
        )
        .properties(width=150 if narrow else 380, height=alt.Step(24), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelFont=FONT, titleFont=FONT, labelFontSize=14, titleFontSize=14, labelColor=INK,
                        titleColor=SOFT, titleFontWeight="normal")
        .configure_legend(labelFont=FONT, labelFontSize=14, labelColor=INK)
    )  # fmt: skip
    return plain_svg(vl_convert.vegalite_to_svg(chart.to_dict(), format_locale=LOCALE))


def access_svg(report: MonthReport, *, narrow: bool = False) -> SafeString:
    """Draw access of each territory today and with the sessions held; the largest gains."""
    rows = report.gains()[:MOST]
    return before_after_svg(
        tuple((territory_name(report, one.territory), one.access.before, one.access.after) for one in rows),
        narrow=narrow,
    )


def map_svg(report: MonthReport, slug: str) -> str:
    """Return the map of that name, access as it is with the sessions held: an SVG around a picture, "" if none."""
    place = areas.places().get(slug)
    shown = areas.map_or_none(place) if place is not None else None
    if shown is None or report.effect is None:
        return ""
    try:
        access = access_over(weeks_in(report.month), workbench(), report.days)
    except NotMeasured:
        return ""
    picture = io.BytesIO()
    coloured(shown, access[shown.positions]).save(picture, "PNG")
    coded = base64.b64encode(picture.getvalue()).decode()
    size = f'width="{shown.width}" height="{shown.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {shown.width} {shown.height}">'
        f'<image {size} href="data:image/png;base64,{coded}"/></svg>'
    )


def for_paper(svg: str) -> str:
    """Return a plot of a page with the size that paper needs."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if found is None:
        return svg
    sized = f'<svg width="{found.group(1)}" height="{found.group(2)}" '
    return svg.replace("<svg ", sized, 1).replace(FONT, "Libertinus Serif")
