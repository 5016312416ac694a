"""Routes of duty rotas."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.duties import organising, own, people, regional

urlpatterns = [
    path("", organising.rotas, name="rotas"),
    path("nouveau", organising.add, name="rota-add"),
    path("<int:pk>", organising.board, name="rota"),
    path("<int:pk>.pdf", organising.paper, name="rota-pdf"),
    path("<int:pk>.csv", organising.table, name="rota-csv"),
    path("<int:pk>/maisons", organising.house, name="rota-house"),
    path("<int:pk>/medecins", people.members, name="rota-members"),
    path("medecins/<int:pk>", people.member, name="rota-member"),
    path("medecins/<int:pk>/voeux", people.member_wishes, name="rota-member-wishes"),
    path("region/", regional.duties, name="regional-duties"),
    path("miennes/", own.duties, name="own-duties"),
    path("miennes/<int:pk>", own.wishes, name="own-wishes"),
]
