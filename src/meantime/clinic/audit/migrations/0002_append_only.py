"""Events are only added, and heads only go forward: the database refuses all else, whoever asks."""

from django.db import migrations

# A row that is there is replaced without any trigger of deletion, so adding is looked at as well.
_SQLITE = (
    """
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are only added'); END
""",
    """
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are only added'); END
""",
    """
CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
WHEN EXISTS (
    SELECT 1 FROM audit_event
    WHERE id = NEW.id OR (chain = NEW.chain AND number = NEW.number)
)
BEGIN SELECT RAISE(ABORT, 'audit events are only added'); END
""",
    """
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NEW.chain <> OLD.chain OR NEW.number <= OLD.number
BEGIN SELECT RAISE(ABORT, 'audit heads only go forward'); END
""",
    """
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'audit heads only go forward'); END
""",
    """
CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head WHERE chain = NEW.chain)
BEGIN SELECT RAISE(ABORT, 'audit heads only go forward'); END
""",
)
_POSTGRES = """
CREATE FUNCTION audit_only_added() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'audit events are only added' USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql;
CREATE FUNCTION audit_forward() RETURNS trigger AS $$
BEGIN
    IF NEW.chain <> OLD.chain OR NEW.number <= OLD.number THEN
        RAISE EXCEPTION 'audit heads only go forward'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_event_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added();
CREATE TRIGGER audit_head_kept BEFORE DELETE OR TRUNCATE ON audit_head
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added();
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_forward();
"""
_POSTGRES_BACK = """
DROP TRIGGER audit_event_only_added ON audit_event;
DROP TRIGGER audit_head_kept ON audit_head;
DROP TRIGGER audit_head_forward ON audit_head;
DROP FUNCTION audit_only_added();
DROP FUNCTION audit_forward();
"""


def _forward(apps, editor):
    for statement in (_POSTGRES,) if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


def _back(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_BACK)
        return
    for statement in _SQLITE:
        editor.execute(f"DROP TRIGGER {statement.split()[2]}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_forward, _back)]
