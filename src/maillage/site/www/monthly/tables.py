"""Tables of a month's report. A figure is its value, its text, and the address of the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maillage.schemes import SCHEMES
from maillage.site.agenda.models import SessionCancellation
from maillage.site.observatory.months import MonthCounts, MonthReport
from maillage.site.spreadsheets import Cell, Money, Table
from maillage.site.www import french, provenance, toponyms

Link = Callable[..., str]
"""Address of the sessions behind a figure, by scheme, territory, state and outcome; "" for none."""
Portrait = Callable[[str], str]
"""Address of the page of a territory, by its code; "" for none."""
REASONS = {str(reason.label): reason.value for reason in SessionCancellation.Reason}
OUTSIDE_CODE = "aucun"
OUTSIDE = "Hors intercommunalité"
SESSIONS = ("Prévues", "Tenues", "Annulées", "Sans soignant", "Créneaux", "Pris", "Remplissage")
PATIENTS = ("Reçus", "Absents", "Médecin trouvé", "Premier créneau libre", "Coût", "Par patient reçu")
PARTS = (
    ("", "Vacations", slice(0, len(SESSIONS)), SESSIONS),
    ("-patients", "Patients et coût", slice(len(SESSIONS), None), PATIENTS),
)
"""A table of all of them is wider than a page: what is added to its code, its title, its figures, their heads."""
NOTES = {
    "activite": "Prévues\u00a0: toutes les vacations publiées du mois. Remplissage\u00a0: créneaux pris sur créneaux "
    "des vacations non annulées.",
    "activite-patients": "Absents\u00a0: part des rendez-vous dont l’issue est notée. Premier créneau libre\u00a0: "
    "jours d’attente à la fin du mois (aujourd’hui, pour le mois en cours). Coût\u00a0: ce que les dispositifs paient "
    "pour les vacations tenues, trajets compris.",
    "acces": "Accès en consultations par an et par habitant, aujourd’hui et si chaque mois ressemblait à celui-ci. "
    "Par point\u00a0: ce que coûterait en un an une consultation de plus par habitant.",
    "origine": "Ce que donnent, et perdent, les territoires d’où viennent les soignants.",
}


@dataclass(frozen=True)
class Figure:
    """A cell: what a spreadsheet holds, what people read, and the address of the rows behind it."""

    value: Cell
    text: str
    url: str = ""


@dataclass(frozen=True)
class FigureTable:
    """A table: the first cell of a row names it, ``labels`` of the first columns are text, the others numbers."""

    code: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]
    foot: tuple[Figure, ...] = ()
    labels: int = 1

    @property
    def titled(self) -> list[list[tuple[str, Figure, bool]]]:
        """Rows of heads, figures and whether these are numbers, as cards on a phone need them."""
        return [self._titled(row) for row in self.rows]

    @property
    def titled_foot(self) -> list[tuple[str, Figure, bool]]:
        """The same of the foot."""
        return self._titled(self.foot)

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Heads, and whether their columns hold numbers."""
        return [(head, k >= self.labels) for k, head in enumerate(self.head)]

    def _titled(self, row: tuple[Figure, ...]) -> list[tuple[str, Figure, bool]]:
        return [(head, one, number) for (head, number), one in zip(self.heads, row, strict=True)]

    @property
    def note(self) -> str:
        """How to read it."""
        return NOTES.get(self.code, "")

    @property
    def sheet(self) -> Table:
        """The same for a spreadsheet."""
        rows = [[one.value for one in row] for row in (*self.rows, *([self.foot] if self.foot else []))]
        return Table(self.title[:31], self.head, rows)


def no_link(**_: str) -> str:
    """On paper no figure leads anywhere."""
    return ""


def no_portrait(_: str) -> str:
    """On paper no territory leads anywhere."""
    return ""


def tables(report: MonthReport, link: Link = no_link, portrait: Portrait = no_portrait) -> list[FigureTable]:
    """Return the tables of a report."""
    found = [*_activity(report, link), *_by_scheme(report, link), _cancellations(report, link)]
    if report.effect is not None:
        found += [_access(report, link, portrait), _origins(report, link, portrait)]
    return [table for table in found if table.rows]


def scheme_name(code: str) -> str:
    """Return a scheme in French."""
    return SCHEMES[code].label if code in SCHEMES else code


def territory_name(report: MonthReport, code: str) -> str:
    """Return a territory as pages name it."""
    return toponyms.short_grouping(report.names[code]) if code in report.names else OUTSIDE


def text(value: str) -> Figure:
    """A cell of text."""
    return Figure(value, value)


def count(value: int, url: str = "") -> Figure:
    """A count; nothing leads to no rows."""
    return Figure(value, french.number(value), url if value else "")


def money(cents: int | None, url: str = "") -> Figure:
    """An amount."""
    return NOTHING if cents is None else Figure(Money(cents), french.euros(cents), url if cents else "")


def number(value: float | None, url: str = "", decimals: int = 2) -> Figure:
    """A number."""
    return NOTHING if value is None else Figure(round(value, decimals), french.number(value, decimals), url)


NOTHING = Figure(None, "sans objet")


def _share(share: float | None, url: str = "") -> Figure:
    if share is None:
        return NOTHING
    return Figure(round(share, 4), french.percent(100 * share), url if share else "")


def counts(one: MonthCounts, link: Link, **where: str) -> tuple[Figure, ...]:
    """The figures of ``SESSIONS`` and ``PATIENTS``."""
    return (
        count(one.planned, link(**where)),
        count(one.held, link(etat="held", **where)),
        count(one.cancelled, link(etat="cancelled", **where)),
        count(one.uncovered, link(etat="declined", **where)),
        count(one.slots, link(etat="maintenue", **where)),
        count(one.booked, link(rdv="pris", **where)),
        _share(one.fill, link(rdv="pris", **where)),
        count(one.seen, link(rdv="seen", **where)),
        _share(one.no_shows, link(rdv="missed", **where)),
        count(one.found_doctor, link(rdv="trouve", **where)),
        NOTHING if one.first_free is None else Figure(
            round(one.first_free, 1), french.plural(max(1, round(one.first_free)), "jour"),
            link(etat="maintenue", **where),
        ),
        money(one.cost_cents, link(etat="held", **where)),
        money(one.cents_each, link(rdv="seen", **where)),
    )  # fmt: skip


def _activity(report: MonthReport, link: Link) -> list[FigureTable]:
    rows = [
        (
            (text(territory_name(report, row.territory)), text(scheme_name(row.scheme))),
            counts(row.counts, link, dispositif=row.scheme, territoire=row.territory or OUTSIDE_CODE),
        )
        for row in report.rows
    ]
    total = counts(report.total, link)
    return [
        FigureTable(
            f"activite{code}", f"{title} par territoire", ("Territoire", "Dispositif", *heads),
            tuple((*names, *figures[part]) for names, figures in rows), (text("Total"), text(""), *total[part]), 2,
        )
        for code, title, part, heads in PARTS
    ]  # fmt: skip


def _by_scheme(report: MonthReport, link: Link) -> list[FigureTable]:
    rows = [(text(scheme_name(code)), counts(one, link, dispositif=code)) for code, one in report.by_scheme()]
    total = counts(report.total, link)
    return [
        FigureTable(
            f"dispositifs{code}", f"{title} par dispositif", ("Dispositif", *heads),
            tuple((name, *figures[part]) for name, figures in rows), (text("Total"), *total[part]),
        )
        for code, title, part, heads in PARTS
    ]  # fmt: skip


def _cancellations(report: MonthReport, link: Link) -> FigureTable:
    rows = tuple(
        (text(reason), count(number, link(etat="cancelled", raison=REASONS[reason])))
        for reason, number in report.reasons.items()
    )
    return FigureTable("annulations", "Pourquoi des vacations annulées", ("Raison", "Vacations"), rows)


def _access(report: MonthReport, link: Link, portrait: Portrait) -> FigureTable:
    rows = tuple(
        (
            text(territory_name(report, one.territory)),
            count(one.access.population, portrait(one.territory)),
            number(one.access.before, portrait(one.territory)),
            number(one.access.after, link(etat="held", territoire=one.territory)),
            Figure(round(one.access.gain, 4), french.signed(one.access.gain, 3),
                   link(etat="held", territoire=one.territory)),
            money(one.cents_per_point, link(etat="held", territoire=one.territory)),
        )
        for one in report.gains()
    )  # fmt: skip
    head = ("Territoire", "Habitants", "Accès aujourd’hui", "Avec ces vacations", "Écart", "Coût d’un point")
    return FigureTable("acces", "Ce que devient l’accès", head, rows)


def _origins(report: MonthReport, link: Link, portrait: Portrait) -> FigureTable:
    rows = tuple(
        (
            text(territory_name(report, code)),
            count(days, link(etat="held", origine=code or OUTSIDE_CODE)),
            number(None if access is None else access.before, portrait(code)),
            number(None if access is None else access.after, link(etat="held", origine=code or OUTSIDE_CODE)),
            _share(
                None if access is None else access.loss_percent / 100, link(etat="held", origine=code or OUTSIDE_CODE)
            ),
        )
        for code, days, access in report.homes()
    )
    head = ("Territoire de départ", "Journées données", "Accès aujourd’hui", "Avec ces vacations", "Perte")
    return FigureTable("origine", "D’où viennent les soignants", head, rows)


def sheets(found: Sequence[FigureTable]) -> list[Table]:
    """Return the sheets of a spreadsheet; the last one says how to read them, and which figures are modelled."""
    notes = [(table.title, table.note) for table in found if table.note]
    notes += [("Origine des chiffres", said)] if (said := origin()) else []
    return [*(table.sheet for table in found), Table("Comment lire", ("Tableau", "Comment le lire"), notes)]


def origin() -> str:
    """Return which figures are modelled or invented, as pages say it under them; "" for none."""
    notice = provenance.notice(people=True)
    return "" if notice is None else f"{notice.label}. {notice.text}"
