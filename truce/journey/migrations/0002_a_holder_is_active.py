from django.db import migrations

PG = """
create function truce_user_holds() returns trigger language plpgsql as $$
begin
  if exists (select 1 from journey_lead where holder_user_id = new.id and closed_at is null) then
    raise exception 'a_holder_is_active: this user still holds leads' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger teams_user_holds before update of is_active on teams_user for each row
  when (old.is_active and not new.is_active) execute function truce_user_holds();
create function truce_holder_is_active() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from teams_user where id = new.holder_user_id and is_active for key share) then
    raise exception 'a_holder_is_active: an inactive user cannot hold a lead' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger journey_lead_holder_insert before insert on journey_lead for each row
  when (new.holder_user_id is not null) execute function truce_holder_is_active();
create trigger journey_lead_holder_update before update of holder_user_id on journey_lead for each row
  when (new.holder_user_id is not null) execute function truce_holder_is_active();
"""

SQLITE = [
    """create trigger teams_user_holds before update of is_active on teams_user
       when old.is_active and not new.is_active
        and exists (select 1 from journey_lead where holder_user_id = new.id and closed_at is null)
       begin select raise(abort, 'a_holder_is_active: this user still holds leads'); end""",
    """create trigger journey_lead_holder_insert before insert on journey_lead
       when new.holder_user_id is not null
        and not exists (select 1 from teams_user where id = new.holder_user_id and is_active)
       begin select raise(abort, 'a_holder_is_active: an inactive user cannot hold a lead'); end""",
    """create trigger journey_lead_holder_update before update of holder_user_id on journey_lead
       when new.holder_user_id is not null
        and not exists (select 1 from teams_user where id = new.holder_user_id and is_active)
       begin select raise(abort, 'a_holder_is_active: an inactive user cannot hold a lead'); end""",
]


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PG, None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_initial")]
    operations = [migrations.RunPython(refuse, elidable=False)]
