"""Routes of the interface."""

from __future__ import annotations

from django.urls import path

from maillage.site.fhir import views
from maillage.site.fhir.opinions import views as opinions

urlpatterns = [
    path("metadata", views.metadata, name="fhir-metadata"),
    path("Slot", views.slots, name="fhir-slots"),
    path("Practitioner", views.practitioner, name="fhir-practitioner"),
    path("Schedule", views.schedules, name="fhir-schedules"),
    path("ServiceRequest", opinions.service_requests, name="fhir-requests"),
    path("ServiceRequest/<int:pk>", opinions.service_request, name="fhir-request"),
    path("DiagnosticReport", opinions.diagnostic_reports, name="fhir-reports"),
    path("DiagnosticReport/<int:pk>", opinions.diagnostic_report, name="fhir-report"),
    path("DiagnosticReport/<int:pk>/_history/<int:version>", opinions.diagnostic_report, name="fhir-report-version"),
    path("Binary/<uuid:pk>", opinions.binary, name="fhir-binary"),
    path("Communication", opinions.communications, name="fhir-communications"),
    path("Communication/<int:pk>", opinions.communication, name="fhir-communication"),
    path("HealthcareService", opinions.healthcare_services, name="fhir-services"),
    path("Questionnaire/<slug:code>", opinions.questionnaire, name="fhir-questionnaire"),
    path("<path:path>", views.unknown, name="fhir-unknown"),
]
