"""Routes of a hospital's machines and programs."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.systems import outgoing, received, settings

urlpatterns = [
    path("systemes/", settings.systems, name="systems"),
    path("systemes/machines/ajouter", settings.node_add, name="system-node-add"),
    path("systemes/machines/<int:pk>", settings.node, name="system-node"),
    path("avis/examens-recus", received.received_studies, name="received-studies"),
    path("avis/<int:pk>/pacs", outgoing.of_requester, name="opinion-pacs"),
    path("lectures/<int:pk>/pacs", outgoing.of_reader, name="reading-pacs"),
]
