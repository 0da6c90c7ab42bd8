from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_the_queue")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="jobs_running"),
        migrations.AddIndex(model_name="job", index=models.Index(fields=["key", "-id"], name="jobs_by_key")),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(condition=models.Q(("state", "running")), fields=["-id"], name="jobs_running"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(condition=models.Q(("state", "failed")), fields=["-id"], name="jobs_failed"),
        ),
    ]
