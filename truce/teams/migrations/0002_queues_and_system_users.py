from django.db import migrations

QUEUES = [
    ("triage", "New, to sort out", "marketing"),
    ("nurture", "Nurture", "marketing"),
    ("check", "Check by hand", "marketing"),
    ("returns", "Returned, to answer", "marketing"),
    ("sales", "Nobody free in sales", "sales"),
]
SYSTEM = [("automation@truce.invalid", "Truce"), ("import@truce.invalid", "Import")]


def add(apps, schema_editor):
    queue, user = apps.get_model("teams", "Queue"), apps.get_model("teams", "User")
    for kind, name, side in QUEUES:
        queue.objects.create(kind=kind, name=name, side=side)
    for email, name in SYSTEM:
        user.objects.create(email=email, name=name, role="system", side="system", password="!")


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
