from django.db import migrations

PG = """
alter table campaigns_touchpoint add column tx xid8 not null default pg_current_xact_id();
create trigger campaigns_touchpoint_no_update before update on campaigns_touchpoint for each row execute function truce_refuse();
create trigger campaigns_touchpoint_no_delete before delete on campaigns_touchpoint for each row execute function truce_refuse_delete();
create trigger campaigns_touchpoint_no_truncate before truncate on campaigns_touchpoint execute function truce_refuse();
"""

SQLITE = [
    """create trigger campaigns_touchpoint_no_update before update on campaigns_touchpoint
       begin select raise(abort, 'campaigns_touchpoint is append-only: update refused'); end""",
    """create trigger campaigns_touchpoint_no_delete before delete on campaigns_touchpoint when not old.is_sample
       begin select raise(abort, 'campaigns_touchpoint is append-only: delete refused'); end""",
]


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PG, None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial"), ("ledger", "0002_the_ledger_is_append_only")]
    operations = [migrations.RunPython(refuse, elidable=False)]
