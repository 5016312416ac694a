from django.db import migrations


class Migration(migrations.Migration):
    """Sessions noted as held before somebody else had to say so count as confirmed: the coordination noted them."""

    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO payments_heldconfirmation (session_id, at)"
            " SELECT id, now() FROM agenda_session WHERE state = 'held'",
            migrations.RunSQL.noop,
        )
    ]
