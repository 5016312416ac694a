"""Routes of the regulation of unscheduled care."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.regulator import views

urlpatterns = [
    path("", views.regulation, name="regulation"),
    path("rendez-vous/<int:pk>", views.booked, name="regulation-booked"),
]
