"""Routes of DICOMweb (PS3.18, 10.4 to 10.6)."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.dicomweb import views

STUDY = "studies/<str:study>"
SERIES = f"{STUDY}/series/<str:series>"
INSTANCE = f"{SERIES}/instances/<str:instance>"

urlpatterns = [
    path("studies", views.studies, name="dicomweb-studies"),
    path("series", views.search_series, name="dicomweb-all-series"),
    path("instances", views.search_instances, name="dicomweb-all-instances"),
    path(STUDY, views.study, name="dicomweb-study"),
    path(f"{STUDY}/series", views.search_series, name="dicomweb-series-of-study"),
    path(f"{STUDY}/instances", views.search_instances, name="dicomweb-instances-of-study"),
    path(f"{STUDY}/metadata", views.metadata, name="dicomweb-study-metadata"),
    path(SERIES, views.retrieve, name="dicomweb-series"),
    path(f"{SERIES}/instances", views.search_instances, name="dicomweb-instances-of-series"),
    path(f"{SERIES}/metadata", views.metadata, name="dicomweb-series-metadata"),
    path(INSTANCE, views.retrieve, name="dicomweb-instance"),
    path(f"{INSTANCE}/metadata", views.metadata, name="dicomweb-instance-metadata"),
    path(f"{INSTANCE}/frames/<str:numbers>", views.frames, name="dicomweb-frames"),
    path("<path:path>", views.unknown, name="dicomweb-unknown"),
]
