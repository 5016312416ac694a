"""Routes of the public pages."""

from __future__ import annotations

from django.urls import path, re_path

from maillage.site.www.public.views import (
    areas,
    communes,
    contours,
    home,
    moved,
    open_data,
    results,
    scheduling,
    settlement,
    territories,
    texts,
    zoning,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("carte", areas.explore, name="map"),
    path("carte/essai", areas.answer, name="map-answer"),
    path("carte/communes.csv", moved.file, {"name": "communes.csv"}, name="map-csv"),
    path("carte/<str:name>", moved.file, name="map-file"),
    path("carte/<slug:slug>/ids.webp", areas.ids, name="area-ids"),
    path("carte/<slug:slug>/fond.json", areas.ground, name="area-ground"),
    path("carte/<slug:slug>/valeurs.bin", areas.values, name="area-values"),
    path("carte/<slug:slug>/noms.json", areas.names, name="area-names"),
    path("carte/<slug:slug>/contours.bin", contours.contours, name="area-contours"),
    path("carte/<slug:slug>/carte.webp", areas.image, name="area-image"),
    path("carte/<slug:slug>/carte.png", areas.png, name="area-png"),
    path("carte/<slug:slug>/communes.csv", areas.table_csv, name="area-csv"),
    path("carte/<slug:slug>/communes.geojson", areas.geojson, name="area-geojson"),
    path("territoires/<str:slug>", territories.territory, name="territory"),
    path("territoires/<slug:slug>/carte.webp", territories.small_map, name="territory-map"),
    path("communes/", communes.communes, name="communes"),
    path("communes/suggestions", communes.suggestions, name="suggestions"),
    path("communes/<str:code>", communes.commune, name="commune"),
    path("zonage", zoning.zones, name="zoning"),
    path("zonage/carte.webp", zoning.zones_map, name="zoning-map"),
    path("installation", settlement.page, name="settlement"),
    path("installation/carte.webp", settlement.picture, name="settlement-map"),
    path("installation/territoires.csv", settlement.table, name="settlement-csv"),
    path("donnees/creneaux/$bulk-publish", scheduling.manifest, name="scheduling-links"),
    path("donnees/creneaux/<str:name>", scheduling.file, name="scheduling-file"),
    path("donnees/", open_data.open_data, name="open-data"),
    path("donnees/DICTIONNAIRE.md", open_data.dictionary, name="open-data-dictionary"),
    re_path(r"^donnees/(?P<name>[a-z-]+)\.(?P<suffix>csv|parquet|geojson)$", open_data.file, name="open-data-file"),
    path("donnees/<str:name>", open_data.description, name="open-data-description"),
    path("bilan", results.results, name="results"),
    path("methode", texts.method, name="method"),
    path("accessibilite", texts.accessibility, name="accessibility"),
    path("vie-privee", texts.privacy, name="privacy"),
    path("soignants", texts.for_carers, name="for-carers"),
    path("elus", texts.for_elected, name="for-elected"),
]
