from django.db import migrations

PG = """
alter table people_fact add column tx xid8 not null default pg_current_xact_id();
create function truce_fact_erase() returns trigger language plpgsql as $$
begin
  if old.erased_at is null and new.erased_at is not null and new.value is null
     and (new.seq, new.field, new.origin, new.happened_at, new.known_at, new.recorded_at, new.is_sample)
       = (old.seq, old.field, old.origin, old.happened_at, old.known_at, old.recorded_at, old.is_sample)
     and new.person_id is not distinct from old.person_id and new.company_id is not distinct from old.company_id
  then return new; end if;
  raise exception 'people_fact is append-only: only erasing the value is allowed' using errcode = 'integrity_constraint_violation';
end $$;
create trigger people_fact_only_erase before update on people_fact for each row execute function truce_fact_erase();
create trigger people_fact_no_delete before delete on people_fact for each row execute function truce_refuse_delete();
create trigger people_fact_no_truncate before truncate on people_fact execute function truce_refuse();
"""

SQLITE = [
    """create trigger people_fact_only_erase before update on people_fact
       when not (old.erased_at is null and new.erased_at is not null and new.value is null
                 and new.seq = old.seq and new.field = old.field and new.origin = old.origin
                 and new.happened_at = old.happened_at and new.known_at = old.known_at
                 and new.recorded_at = old.recorded_at and new.is_sample = old.is_sample
                 and new.person_id is old.person_id and new.company_id is old.company_id)
       begin select raise(abort, 'people_fact is append-only: only erasing the value is allowed'); end""",
    """create trigger people_fact_no_delete before delete on people_fact when not old.is_sample
       begin select raise(abort, 'people_fact is append-only: delete refused'); end""",
]


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PG, None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("ledger", "0002_the_ledger_is_append_only")]
    operations = [migrations.RunPython(refuse, elidable=False)]
