"""Routes of years of junior doctors: those of the coordination, and the links of the people."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.juniors import own, people, years

coordination_patterns = [
    path("", years.years, name="junior-years"),
    path("nouvelle", years.add, name="junior-year-add"),
    path("<int:pk>", years.board, name="junior-year"),
    path("<int:pk>.csv", years.table, name="junior-year-csv"),
    path("<int:pk>/docteurs", people.add_juniors, name="junior-add"),
    path("<int:pk>/maitres", people.add_supervisor, name="supervisor-add"),
    path("<int:pk>/logements", people.add_housing, name="junior-housing-add"),
    path("docteurs/<int:pk>", people.junior, name="junior"),
    path("docteurs/<int:pk>/voeux", people.junior_wishes, name="junior-wishes"),
    path("maitres/<int:pk>", people.supervisor, name="supervisor"),
    path("maitres/<int:pk>/voeux", people.supervisor_wishes, name="supervisor-wishes"),
]
own_patterns = [
    path("docteur-junior/<str:token>", own.junior, name="junior-own"),
    path("maitre-de-stage/<str:token>", own.supervisor, name="supervisor-own"),
]
