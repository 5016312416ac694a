import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("geography", "0001_initial"),
        ("observatory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ZoneCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("reason", models.TextField(verbose_name="motif")),
                (
                    "epci",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidacies",
                        to="geography.intercommunality",
                        verbose_name="intercommunalité",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="geography.region",
                        verbose_name="région",
                    ),
                ),
            ],
            options={
                "verbose_name": "territoire comparé",
                "ordering": ["region", "rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("region", "rank"), name="candidate_one_per_rank"),
                    models.UniqueConstraint(fields=("region", "epci"), name="candidate_once"),
                    models.CheckConstraint(condition=models.Q(("rank__gte", 1)), name="candidate_rank_from_1"),
                ],
            },
        ),
    ]
