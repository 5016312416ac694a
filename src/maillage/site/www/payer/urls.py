"""Routes of a payer."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.payer import views

urlpatterns = [
    path("", views.ledger, name="payer-ledger"),
    path("lignes", views.lines, name="payer-lines"),
    path("lignes.csv", views.lines_csv, name="payer-lines-csv"),
    path("lignes/<int:pk>", views.line, name="payer-line"),
    path("versements/", views.orders, name="payer-orders"),
    path("versements/<int:pk>", views.order, name="payer-order"),
    path("versements/<int:pk>/fichier", views.order_file, name="payer-order-file"),
    path("compte", views.account, name="payer-account"),
]
