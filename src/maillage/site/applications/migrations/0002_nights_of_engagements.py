"""Engagements that came from applications keep what these said about lodging and replacement."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("engagements", "0007_nights")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE engagements_engagement engagement
            SET night = CASE WHEN application.lodging_wanted THEN 'eve' ELSE '' END,
                replaced_at_home = application.replaced_at_home
                    AND application.status IN ('practising', 'hospital', 'salaried')
            FROM applications_application application
            WHERE application.engagement_id = engagement.id AND application.state = 'accepted'
            """,
            migrations.RunSQL.noop,
        )
    ]
