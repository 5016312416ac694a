"""Areas that a month's report is about: a region, one of its departments, or an intercommunality."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.agenda.models import Session, SessionQuerySet
from maillage.site.geography.models import Commune, Department, Intercommunality, Region
from maillage.site.observatory.models import MonthlyReport
from maillage.site.www import toponyms


@dataclass(frozen=True)
class ReportArea:
    """A region, or the department or intercommunality of it that is given."""

    region: Region
    department: Department | None = None
    intercommunality: Intercommunality | None = None

    @property
    def code(self) -> str:
        """Its name in forms and file names ("region-76", "departement-12", "epci-200067155")."""
        if self.intercommunality is not None:
            return f"epci-{self.intercommunality.pk}"
        return f"departement-{self.department.pk}" if self.department is not None else f"region-{self.region.pk}"

    @property
    def name(self) -> str:
        """Its name."""
        return toponyms.curly((self.intercommunality or self.department or self.region).name)

    @property
    def at(self) -> str:
        """ "en Occitanie", "dans l’Aveyron", as the title of its report needs it."""
        if self.intercommunality is not None:
            return f"dans le territoire « {self.name} »"
        return self._toponym.at

    @property
    def of(self) -> str:
        """ "d’Occitanie", "de l’Aveyron"."""
        if self.intercommunality is not None:
            return f"autour du territoire « {self.name} »"
        return self._toponym.of

    @property
    def _toponym(self) -> toponyms.Toponym:
        if self.department is not None:
            return toponyms.department(self.department.code, self.department.name)
        return toponyms.region(self.region.name)

    @property
    def map_slug(self) -> str:
        """Name of the map that shows it: an intercommunality has that of the department of most of its communes."""
        if self.intercommunality is not None:
            codes = list(
                Commune.objects.filter(intercommunality=self.intercommunality).values_list("department", flat=True)
            )
            return f"departement-{max(sorted(set(codes)), key=codes.count)}" if codes else ""
        return self.code

    def sessions(self) -> SessionQuerySet:
        """All sessions in it."""
        if self.intercommunality is not None:
            return Session.objects.filter(commune__intercommunality=self.intercommunality)
        if self.department is not None:
            return Session.objects.filter(commune__department=self.department)
        return Session.objects.filter(commune__department__region=self.region)


def area_of(report: MonthlyReport) -> ReportArea:
    """Return what a kept report is about."""
    return ReportArea(report.region, report.department, report.intercommunality)


def area_named(region: str, department: str = "", intercommunality: str = "") -> ReportArea:
    """Return an area by the codes that a job keeps."""
    return ReportArea(
        Region.objects.get(pk=region),
        Department.objects.get(pk=department) if department else None,
        Intercommunality.objects.get(pk=intercommunality) if intercommunality else None,
    )


def areas_of(user: User, shown: set[str]) -> list[ReportArea]:
    """Return the areas whose report the user may ask for: their territory and, of a region, its departments and the
    intercommunalities of ``shown`` (codes) that lie in it as a whole (three queries).
    """
    scope = user.grants.scope(Record.PLAN, Act.CHANGE)
    regions = list(Region.objects.filter(pk__in=scope.regions).order_by("name"))
    found = [ReportArea(one) for one in regions]
    departments = Department.objects.filter(region__in=scope.regions) | Department.objects.filter(
        pk__in=scope.departments, region__isnull=False
    )
    inside = list(departments.select_related("region").order_by("code"))
    found += [ReportArea(one.region, department=one) for one in inside if one.region is not None]
    outside = Commune.objects.filter(intercommunality=OuterRef("intercommunality")).exclude(
        department__region=OuterRef("department__region")
    )
    whole = Q(intercommunality__in=shown) & scope.in_regions("department__region") & ~Exists(outside)
    own = Q(intercommunality__in=scope.intercommunalities, department__region__isnull=False)
    places = Commune.objects.filter(whole | own)
    rows = places.select_related("intercommunality", "department__region")
    by_name = ("intercommunality__name", "intercommunality_id")
    named: dict[str, ReportArea] = {}
    for one in rows.order_by(*by_name, "pk").distinct(*by_name):
        assert one.department is not None
        assert one.department.region is not None
        named[str(one.intercommunality_id)] = ReportArea(one.department.region, intercommunality=one.intercommunality)
    return [*found, *named.values()]
