"""Routes of remote opinions."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.expertise import examinations, files, pools, reading, requesting

urlpatterns = [
    path("avis/", requesting.opinions, name="opinions"),
    path("avis/nouvelle", requesting.choose, name="opinion-choose"),
    path("avis/demande", requesting.add, name="opinion-add"),
    path("avis/<int:pk>", requesting.opinion, name="opinion"),
    path("avis/<int:pk>/fichiers", files.files, name="opinion-files"),
    path("avis/envois/<uuid:pk>", files.upload, name="opinion-upload"),
    path("avis/examens/<uuid:pk>", examinations.of_requester, name="opinion-file"),
    path("avis/contenus/<uuid:pk>", examinations.content_of_requester, name="opinion-content"),
    path("avis/<int:pk>/modifier", requesting.edit, name="opinion-edit"),
    path("avis/<int:pk>/compte-rendu", requesting.report, name="opinion-report"),
    path("lectures/", reading.readings, name="readings"),
    path("lectures/<int:pk>", reading.reading, name="reading"),
    path("lectures/examens/<uuid:pk>", examinations.of_reader, name="reading-file"),
    path("lectures/contenus/<uuid:pk>", examinations.content_of_reader, name="reading-content"),
    path("lectures/<int:pk>/compte-rendu", reading.report, name="reading-report"),
    path("filieres/", pools.reader_pools, name="reader-pools"),
    path("filieres/<int:pk>", pools.reader_pool, name="reader-pool"),
]
