"""Routes of consultations at a distance."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.remote import patient, team

urlpatterns = [
    path("soignant/teleconsultations/", team.today, name="remote-today"),
    path("soignant/teleconsultations/<int:pk>", team.room, name="remote-room"),
    path("soignant/teleconsultations/<int:pk>/etat", team.panel, name="remote-panel"),
    path("rendez-vous/<str:token>/video", patient.room, name="remote-patient"),
    path("rendez-vous/<str:token>/video/etat", patient.panel, name="remote-patient-panel"),
]
