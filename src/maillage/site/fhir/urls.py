"""Routes of the interface."""

from __future__ import annotations

from django.urls import path

from maillage.site.fhir import views

urlpatterns = [
    path("metadata", views.metadata, name="fhir-metadata"),
    path("Slot", views.slots, name="fhir-slots"),
    path("Practitioner", views.practitioner, name="fhir-practitioner"),
    path("Schedule", views.schedules, name="fhir-schedules"),
    path("<path:path>", views.unknown, name="fhir-unknown"),
]
