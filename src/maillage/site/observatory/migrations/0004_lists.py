import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


def keep_computed_lists(apps, schema_editor):
    """Mark the territories of existing lists as computed, and copy their stored figures."""
    designations = apps.get_model("observatory", "ZoneDesignation").objects.all()
    candidates = apps.get_model("observatory", "ZoneCandidate").objects
    lists = apps.get_model("observatory", "TerritoryList").objects
    for zone in designations:
        candidates.filter(region=zone.region_id, epci=zone.epci_id).update(
            computed=True, population=zone.population, score=zone.score, criteria=zone.criteria
        )
    for region, modelled in dict(designations.values_list("region", "modelled")).items():
        lists.create(region_id=region, modelled=modelled)


class Migration(migrations.Migration):
    dependencies = [
        ("geography", "0001_initial"),
        ("observatory", "0003_programmeeffect"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="zonecandidate",
            name="computed",
            field=models.BooleanField(default=False, verbose_name="dans la liste calculée"),
        ),
        migrations.AddField(
            model_name="zonecandidate",
            name="criteria",
            field=models.JSONField(default=dict, verbose_name="critères"),
        ),
        migrations.AddField(
            model_name="zonecandidate",
            name="official",
            field=models.BooleanField(default=False, verbose_name="dans la liste de l’État"),
        ),
        migrations.AddField(
            model_name="zonecandidate",
            name="population",
            field=models.PositiveIntegerField(default=0, verbose_name="population"),
        ),
        migrations.AddField(
            model_name="zonecandidate",
            name="score",
            field=models.FloatField(default=0.0, verbose_name="score"),
        ),
        migrations.AddField(
            model_name="zonedesignation",
            name="official",
            field=models.BooleanField(default=False, verbose_name="dans la liste de l’État"),
        ),
        migrations.CreateModel(
            name="TerritoryList",
            fields=[
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="territory_list",
                        serialize=False,
                        to="geography.region",
                        verbose_name="région",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("computed", "La liste calculée"),
                            ("official", "La liste de l’État"),
                            ("completed", "La liste de l’État, complétée par le calcul"),
                        ],
                        default="computed",
                        max_length=10,
                        verbose_name="liste en vigueur",
                    ),
                ),
                (
                    "published",
                    models.PositiveSmallIntegerField(default=0, verbose_name="territoires publiés par l’État"),
                ),
                (
                    "vintage",
                    models.CharField(
                        blank=True, default="", max_length=10, verbose_name="millésime de la liste de l’État"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="source de la liste de l’État"
                    ),
                ),
                ("modelled", models.BooleanField(default=False, verbose_name="données modélisées")),
                ("chosen_at", models.DateTimeField(blank=True, null=True, verbose_name="choisie le")),
                (
                    "chosen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="choisie par",
                    ),
                ),
            ],
            options={
                "verbose_name": "liste des territoires prioritaires",
            },
        ),
        migrations.CreateModel(
            name="TerritoryListEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("computed", "La liste calculée"),
                            ("official", "La liste de l’État"),
                            ("completed", "La liste de l’État, complétée par le calcul"),
                        ],
                        default="computed",
                        max_length=10,
                        verbose_name="liste en vigueur",
                    ),
                ),
                (
                    "published",
                    models.PositiveSmallIntegerField(default=0, verbose_name="territoires publiés par l’État"),
                ),
                (
                    "vintage",
                    models.CharField(
                        blank=True, default="", max_length=10, verbose_name="millésime de la liste de l’État"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="source de la liste de l’État"
                    ),
                ),
                ("modelled", models.BooleanField(default=False, verbose_name="données modélisées")),
                ("chosen_at", models.DateTimeField(blank=True, null=True, verbose_name="choisie le")),
                (
                    "chosen_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="choisie par",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="observatory.territorylist",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="geography.region",
                        verbose_name="région",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="territorylist",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["computed", "official", "completed"])),
                name="territory_list_known_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="territorylist",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis", "computed"), ("published__gte", 1), _connector="OR"),
                name="territory_list_official_is_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="territorylist",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "observatory_territorylistevent" ("basis", "chosen_at", "chosen_by_id", "modelled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "region_id", "source", "vintage") VALUES (NEW."basis", NEW."chosen_at", NEW."chosen_by_id", NEW."modelled", _pgh_attach_context(), NOW(), \'insert\', NEW."region_id", NEW."published", NEW."region_id", NEW."source", NEW."vintage"); RETURN NULL;',
                    hash="c6bac146519062031765ce6d7a4ee3c86c888402",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_aed78",
                    table="observatory_territorylist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="territorylist",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "observatory_territorylistevent" ("basis", "chosen_at", "chosen_by_id", "modelled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "region_id", "source", "vintage") VALUES (NEW."basis", NEW."chosen_at", NEW."chosen_by_id", NEW."modelled", _pgh_attach_context(), NOW(), \'update\', NEW."region_id", NEW."published", NEW."region_id", NEW."source", NEW."vintage"); RETURN NULL;',
                    hash="af83e135b1a233e387559178fd9a8d4bb4acebc1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e2965",
                    table="observatory_territorylist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="territorylist",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "observatory_territorylistevent" ("basis", "chosen_at", "chosen_by_id", "modelled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "region_id", "source", "vintage") VALUES (OLD."basis", OLD."chosen_at", OLD."chosen_by_id", OLD."modelled", _pgh_attach_context(), NOW(), \'delete\', OLD."region_id", OLD."published", OLD."region_id", OLD."source", OLD."vintage"); RETURN NULL;',
                    hash="0f10af677df357a414e6d65c6edff7af69cf4910",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_84716",
                    table="observatory_territorylist",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunPython(keep_computed_lists, migrations.RunPython.noop),
    ]
