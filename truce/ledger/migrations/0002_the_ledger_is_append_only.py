from django.db import migrations

REFUSE_PG = """
create function truce_refuse() returns trigger language plpgsql as $$
begin raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'integrity_constraint_violation'; end $$;
create function truce_refuse_delete() returns trigger language plpgsql as $$
begin
  if old.is_sample then return old; end if;
  raise exception '% is append-only: delete refused', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
alter table ledger_event add column tx xid8 not null default pg_current_xact_id();
create trigger ledger_event_no_update before update on ledger_event for each row execute function truce_refuse();
create trigger ledger_event_no_delete before delete on ledger_event for each row execute function truce_refuse_delete();
create trigger ledger_event_no_truncate before truncate on ledger_event execute function truce_refuse();
create trigger ledger_seal_no_update before update or delete on ledger_seal for each row execute function truce_refuse();
create trigger ledger_seal_no_truncate before truncate on ledger_seal execute function truce_refuse();
create function truce_note_erase() returns trigger language plpgsql as $$
begin
  if old.text is not null and new.text is null and new.erased_at is not null
     and new.event_id = old.event_id and new.is_sample = old.is_sample then return new; end if;
  raise exception 'ledger_note is append-only: only erasing the text is allowed' using errcode = 'integrity_constraint_violation';
end $$;
create trigger ledger_note_only_erase before update on ledger_note for each row execute function truce_note_erase();
create trigger ledger_note_no_delete before delete on ledger_note for each row execute function truce_refuse_delete();
create trigger ledger_note_no_truncate before truncate on ledger_note execute function truce_refuse();
"""

REFUSE_SQLITE = [
    """create trigger ledger_event_no_update before update on ledger_event
       begin select raise(abort, 'ledger_event is append-only: update refused'); end""",
    """create trigger ledger_event_no_delete before delete on ledger_event when not old.is_sample
       begin select raise(abort, 'ledger_event is append-only: delete refused'); end""",
    """create trigger ledger_seal_no_update before update on ledger_seal
       begin select raise(abort, 'ledger_seal is append-only: update refused'); end""",
    """create trigger ledger_seal_no_delete before delete on ledger_seal
       begin select raise(abort, 'ledger_seal is append-only: delete refused'); end""",
    """create trigger ledger_note_only_erase before update on ledger_note
       when not (old.text is not null and new.text is null and new.erased_at is not null
                 and new.event_id = old.event_id and new.is_sample = old.is_sample)
       begin select raise(abort, 'ledger_note is append-only: only erasing the text is allowed'); end""",
    """create trigger ledger_note_no_delete before delete on ledger_note when not old.is_sample
       begin select raise(abort, 'ledger_note is append-only: delete refused'); end""",
]


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE_PG, None)
    else:
        for statement in REFUSE_SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(refuse, elidable=False)]
