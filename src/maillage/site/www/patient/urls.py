"""Routes of booking, which needs no account."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.patient import answers, appointment, earlier, moving, views, waiting

urlpatterns = [
    path("sms/reponse", answers.answer, name="sms-answer"),
    path("liste-d-attente", waiting.join, name="waiting-list"),
    path("liste-d-attente/<str:token>", waiting.entry, name="waiting-entry"),
    path("rendez-vous", views.booking, name="booking"),
    path("rendez-vous/retrouver", moving.find_again, name="appointment-find"),
    path("rendez-vous/<str:token>", appointment.appointment, name="appointment"),
    path("rendez-vous/<str:token>/medecin-trouve", appointment.doctor_found, name="appointment-doctor-found"),
    path("rendez-vous/<str:token>/confirmer", appointment.confirm, name="appointment-confirm"),
    path("rendez-vous/<str:token>/rappel", appointment.remind, name="appointment-remind"),
    path("rendez-vous/<str:token>/annuler", appointment.cancel, name="appointment-cancel"),
    path("rendez-vous/<str:token>/deplacer", moving.move, name="appointment-move"),
    path("rendez-vous/<str:token>/plus-tot", earlier.earlier, name="appointment-earlier"),
    path("rendez-vous/<str:token>/agenda.ics", appointment.calendar, name="appointment-calendar"),
]
