import django.db.models.deletion
from django.db import migrations, models

from maillage.site.database.undoing import nothing, refuse_with_rows


class Migration(migrations.Migration):

    dependencies = [
        ('engagements', '0003_programmes_only'),
        ('plans', '0002_programme'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='planrun',
            name='plan_1_to_53_weeks',
        ),
        migrations.RemoveConstraint(
            model_name='planrun',
            name='plan_published_when',
        ),
        migrations.RemoveField(
            model_name='planrun',
            name='effect',
        ),
        migrations.RemoveField(
            model_name='planrun',
            name='published_at',
        ),
        migrations.RemoveField(
            model_name='planrun',
            name='region',
        ),
        migrations.RemoveField(
            model_name='planrun',
            name='scheme',
        ),
        migrations.RemoveField(
            model_name='planrun',
            name='starts',
        ),
        migrations.RemoveField(
            model_name='planrun',
            name='state',
        ),
        migrations.RemoveField(
            model_name='planrun',
            name='weeks',
        ),
        migrations.AlterField(
            model_name='planrun',
            name='programme',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='engagements.programme', verbose_name='programme'),
        ),
        migrations.RunPython(nothing, refuse_with_rows('directory_resource', 'engagements_programme')),
    ]
