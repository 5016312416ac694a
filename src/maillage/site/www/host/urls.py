"""Routes for hosts, who keep a place."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.host import views

urlpatterns = [path("", views.place, name="host-place")]
