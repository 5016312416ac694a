"""Routes for hosts, who keep a place."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.host import promise, views

urlpatterns = [
    path("", views.place, name="host-place"),
    path("journees/<int:pk>", views.day, name="host-day"),
    path("journees/<int:pk>/affiche.pdf", views.door_sheet, name="host-door-sheet"),
    path("journees/<int:pk>/liste.pdf", views.day_list, name="host-day-list"),
    path("jour/<str:token>", views.day_by_link, name="host-day-link"),
    path("jour/<str:token>/<str:what>.pdf", views.paper_by_link, name="host-paper-link"),
    path("<int:pk>/promesse", promise.promise, name="host-promise"),
    path("photos/<int:pk>.jpg", promise.photo, name="host-photo"),
]
