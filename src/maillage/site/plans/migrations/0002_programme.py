import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engagements', '0002_programme'),
        ('plans', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='planrun',
            name='programme',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='engagements.programme', verbose_name='programme'),
        ),
    ]
