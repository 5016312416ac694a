from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DatabaseConfig(AppConfig):
    name = "maillage.site.database"
    verbose_name = "Base de données"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Count the changes of tables that migrations have just created."""
        from maillage.site.database.changes import count_changes

        post_migrate.connect(count_changes, sender=self, dispatch_uid="count-changes")
