from django.db import migrations


class Migration(migrations.Migration):
    """Confirm sessions marked as held before confirmations existed: the coordination had marked them."""

    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO payments_heldconfirmation (session_id, at)"
            " SELECT id, now() FROM agenda_session WHERE state = 'held';"
            # A restore applies all migrations in one transaction: later ones alter this table, which waiting checks of
            # foreign keys would refuse.
            " SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;",
            migrations.RunSQL.noop,
        )
    ]
