"""Events are only added: the database refuses to change or delete them, whoever asks."""

from django.db import migrations

_SQLITE = """
CREATE TRIGGER audit_event_no_{verb} BEFORE {verb} ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are only added'); END;
"""
_POSTGRES = """
CREATE FUNCTION audit_only_added() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'audit events are only added'; END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_event_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added();
"""
_BACK = """
DROP TRIGGER audit_event_only_added ON audit_event;
DROP FUNCTION audit_only_added();
"""


def _forward(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES)
    else:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(verb=verb))


def _back(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_BACK)
    else:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER audit_event_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_forward, _back)]
