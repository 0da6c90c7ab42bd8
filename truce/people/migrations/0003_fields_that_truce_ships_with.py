from django.db import migrations

FIELDS = [
    ("name", "Name", "text", "person"),
    ("job_title", "Job title", "text", "person"),
    ("seniority", "Seniority", "code", "person"),
    ("department", "Department", "code", "person"),
    ("language", "Language", "code", "person"),
    ("country", "Country", "code", "person"),
    ("zone", "Time zone", "text", "person"),
    ("need", "What they need", "text", "person"),
    ("budget", "Budget", "number", "person"),
    ("timeframe", "When they decide", "code", "person"),
    ("decides", "Decides or advises", "bool", "person"),
    ("company_name", "Name", "text", "company"),
    ("industry", "Industry", "code", "company"),
    ("employees", "Employees", "number", "company"),
    ("company_country", "Country", "code", "company"),
    ("region", "Region", "code", "company"),
    ("website", "Website", "text", "company"),
]


def add(apps, schema_editor):
    definition = apps.get_model("people", "FieldDefinition")
    for key, label, kind, of in FIELDS:
        definition.objects.create(key=key, label=label, kind=kind, of=of)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_facts_are_append_only")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
