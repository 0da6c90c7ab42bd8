from django.conf import settings
from django.db import migrations, models

TABLE, COLUMNS = "journey_lead", ("merged_into_id", "holder_user_id", "holder_queue_id")


def drop_indexes(apps, editor):
    """Drop the indexes of the foreign keys. Not by altering the fields: on SQLite that makes the table anew."""
    connection = editor.connection
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, TABLE)
    for name, about in known.items():
        if about["index"] and not about["unique"] and about["columns"] in [[column] for column in COLUMNS]:
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


class Migration(migrations.Migration):
    """Only open leads have a holder, and have an index by holder and time: a second one led SQLite past it."""

    dependencies = [("journey", "0004_leads_near_the_line_are_found"), ("teams", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_indexes, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="lead",
                    name="merged_into",
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="journey.lead"
                    ),
                ),
                migrations.AlterField(
                    model_name="lead",
                    name="holder_user",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="turns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="lead",
                    name="holder_queue",
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=models.PROTECT, related_name="turns", to="teams.queue"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="merged_leads"
            ),
        ),
    ]
