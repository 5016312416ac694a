"""Routes of the outside desks: the Order and the health insurance."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.desk import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("attente.csv", views.waiting_csv, name="desk-csv"),
    path("<int:pk>", views.check, name="desk-check"),
]
