from django.db import migrations


class Migration(migrations.Migration):
    """Give authorisations asked before desks existed to their desks, with their date."""

    dependencies = [("engagements", "0005_desks")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE engagements_authorisation SET
                desk = CASE kind WHEN 'order_check' THEN 'order' WHEN 'insurance_number' THEN 'insurer' ELSE desk END,
                asked_on = date
            """,
            migrations.RunSQL.noop,
        )
    ]
