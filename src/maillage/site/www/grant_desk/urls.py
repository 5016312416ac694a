"""Routes of an organisation that gives or receives grants."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.grant_desk import views

urlpatterns = [
    path("", views.grants, name="own-grants"),
    path("registre.csv", views.grants_csv, name="own-grants-csv"),
    path("<int:pk>", views.grant, name="own-grant"),
    path("documents/<int:pk>", views.document, name="own-grant-document"),
]
