from django.apps import AppConfig


class CoordinatorConfig(AppConfig):
    name = "maillage.site.www.coordinator"
    label = "www_coordinator"

    def ready(self) -> None:
        """Add the tasks about places to the first page."""
        from maillage.site.www.coordinator import place_tasks
        from maillage.site.www.coordinator.sections import add_section

        add_section("warned-sessions", 35, place_tasks.warned)
        add_section("beds-and-locums", 45, place_tasks.beds_and_locums)
        add_section("proposals", 55, place_tasks.proposals)
