"""Routes of a doctor."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.doctor import views

urlpatterns = [
    path("", views.days, name="doctor-days"),
    path("journees/<int:pk>", views.day, name="doctor-day"),
    path("agenda.ics", views.calendar, name="doctor-calendar"),
]
