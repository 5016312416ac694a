"""Routes of the CalDAV server."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.caldav import views

urlpatterns = [
    path(".well-known/caldav", views.well_known, name="caldav-well-known"),
    path("caldav/", views.root, name="caldav"),
    path("caldav/<str:calendar>/", views.calendar, name="caldav-calendar"),
    path("caldav/<str:calendar>/<str:name>", views.one_file, name="caldav-file"),
]
