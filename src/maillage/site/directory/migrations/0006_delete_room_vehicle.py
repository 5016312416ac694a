from django.db import migrations

from maillage.site.database.undoing import nothing, refuse_with_rows


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0005_posts_only'),
        ('directory', '0005_resources_only'),
        ('engagements', '0003_programmes_only'),
    ]

    operations = [
        migrations.DeleteModel(
            name='Room',
        ),
        migrations.DeleteModel(
            name='Vehicle',
        ),
        migrations.RunPython(nothing, refuse_with_rows('directory_resource', 'engagements_programme')),
    ]
