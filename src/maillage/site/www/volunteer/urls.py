"""Routes of volunteers, who need no account."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.volunteer import places, views

urlpatterns = [
    path("soignants/lieux", places.places, name="volunteer-places"),
    path("soignants/candidature", views.begin, name="application-begin"),
    path("soignants/candidature/retrouver", views.find_again, name="application-find"),
    path("candidature/<str:token>", views.application, name="application"),
    path("candidature/<str:token>/verifier", views.check, name="application-check"),
    path("candidature/<str:token>/retirer", views.withdraw, name="application-withdraw"),
    path("candidature/<str:token>/<slug:slug>", views.question, name="application-question"),
]
