import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engagements', '0002_programme'),
        ('observatory', '0002_candidates'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgrammeEffect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('figures', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='bilan')),
                ('computed_at', models.DateTimeField(auto_now=True, verbose_name='calculé le')),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='effect', to='engagements.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'bilan d’un programme',
                'ordering': ['programme'],
            },
        ),
    ]
