from django.apps import AppConfig


class BookingDeskConfig(AppConfig):
    name = "maillage.site.www.booking_desk"
    label = "www_booking_desk"
