from django.db import migrations, models

from maillage.site.database.changes import create_function, drop_function


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.CharField(max_length=20, verbose_name="famille")),
                ("changes", models.PositiveBigIntegerField(verbose_name="changements")),
            ],
            options={"verbose_name": "changement"},
        ),
        migrations.RunPython(create_function, drop_function),
    ]
