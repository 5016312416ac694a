"""Routes of a doctor."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.doctor import absences, calendar, leaving, payments, swaps, views

urlpatterns = [
    path("", views.days, name="doctor-days"),
    path("journees/<int:pk>", views.day, name="doctor-day"),
    path("calendrier/", calendar.month, name="doctor-month"),
    path("calendrier/abonnement", calendar.subscriptions, name="doctor-subscriptions"),
    path("agenda/<str:secret>.ics", calendar.feed, name="calendar-feed"),
    path("echanges/", swaps.offers, name="doctor-swaps"),
    path("echanges/<int:pk>", swaps.offer, name="doctor-swap"),
    path("absences/", absences.absences, name="doctor-absences"),
    path("depart", leaving.leave, name="doctor-leave"),
    path("indemnites/", payments.statements, name="doctor-payments"),
    path("indemnites/compte", payments.account, name="doctor-account"),
    path("indemnites/<int:pk>", payments.statement, name="doctor-statement"),
    path("indemnites/<int:pk>.pdf", payments.statement_pdf, name="doctor-statement-pdf"),
    path("agenda.ics", views.calendar, name="doctor-calendar"),
]
