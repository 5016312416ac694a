"""Routes of consultations at a distance."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.remote import call, guest, patient, team

urlpatterns = [
    path("soignant/teleconsultations/", team.today, name="remote-today"),
    path("soignant/teleconsultations/<int:pk>", team.room, name="remote-room"),
    path("soignant/teleconsultations/<int:pk>/etat", team.panel, name="remote-panel"),
    path("soignant/teleconsultations/<int:pk>/appel", call.join, name="remote-join"),
    path("rendez-vous/<str:token>/video/appel", call.join_as_patient, name="remote-patient-join"),
    path("appel/invite/<str:token>", guest.page, name="remote-guest"),
    path("appel/invite/<str:token>/entrer", call.join_as_guest, name="remote-guest-join"),
    path("appel", call.exchange, name="remote-call"),
    path("rendez-vous/<str:token>/video", patient.room, name="remote-patient"),
    path("rendez-vous/<str:token>/video/etat", patient.panel, name="remote-patient-panel"),
]
