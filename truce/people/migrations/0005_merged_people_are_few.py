from django.db import migrations, models

TABLE, COLUMN = "people_person", "merged_into_id"


def drop_index(apps, editor):
    """Drop the index of the foreign key. Not by altering the field: on SQLite that makes the table anew."""
    connection = editor.connection
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, TABLE)
    for name, about in known.items():
        if about["index"] and not about["unique"] and about["columns"] == [COLUMN]:
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


class Migration(migrations.Migration):
    """Nearly everybody is merged into nobody: an index of that led SQLite through all people to find a company's."""

    dependencies = [("people", "0004_facts_of_an_act")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_index, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="person",
                    name="merged_into",
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=models.PROTECT, related_name="merged", to="people.person"
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="merged_people"
            ),
        ),
    ]
