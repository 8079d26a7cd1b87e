"""A published version never changes again: the database refuses it, whoever asks.

It may be retired, once, and nothing else of it may be another; it is never deleted.
"""

from django.db import migrations

_FROZEN = "('published', 'retired')"
_MAY_CHANGE = ("state", "retired")
# SQLite loses the triggers of a table that it rebuilds: a later migration that alters a column of
# `library_version` has to run this one's `forward` again.
_SQLITE_UPDATE = """
CREATE TRIGGER library_version_frozen BEFORE UPDATE ON library_version
WHEN OLD.state IN {frozen} AND ({differs} OR NOT (
    (OLD.state IS NEW.state AND OLD.retired IS NEW.retired)
    OR (OLD.state = 'published' AND OLD.retired IS NULL
        AND NEW.state = 'retired' AND NEW.retired IS NOT NULL)))
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END;
"""
_SQLITE_DELETE = """
CREATE TRIGGER library_version_kept BEFORE DELETE ON library_version
WHEN OLD.state IN {frozen}
BEGIN SELECT RAISE(ABORT, 'a published version is kept for good'); END;
"""
_POSTGRES = """
CREATE FUNCTION library_frozen() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM library_version WHERE state IN {frozen}) THEN
            RAISE EXCEPTION 'a published version is kept for good';
        END IF;
        RETURN NULL;
    END IF;
    IF OLD.state NOT IN {frozen} THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published version is kept for good';
    END IF;
    IF to_jsonb(OLD) - 'state' - 'retired' IS DISTINCT FROM to_jsonb(NEW) - 'state' - 'retired'
        OR NOT ((OLD.state = NEW.state AND OLD.retired IS NOT DISTINCT FROM NEW.retired)
            OR (OLD.state = 'published' AND OLD.retired IS NULL
                AND NEW.state = 'retired' AND NEW.retired IS NOT NULL)) THEN
        RAISE EXCEPTION 'a published version never changes';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER library_version_frozen BEFORE UPDATE OR DELETE ON library_version
FOR EACH ROW EXECUTE FUNCTION library_frozen();
CREATE TRIGGER library_version_kept BEFORE TRUNCATE ON library_version
FOR EACH STATEMENT EXECUTE FUNCTION library_frozen();
"""
_POSTGRES_BACK = """
DROP TRIGGER library_version_frozen ON library_version;
DROP TRIGGER library_version_kept ON library_version;
DROP FUNCTION library_frozen();
"""


def forward(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES.format(frozen=_FROZEN))
        return
    fields = apps.get_model("library", "Version")._meta.local_concrete_fields
    columns = [field.column for field in fields if field.column not in _MAY_CHANGE]
    differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
    editor.execute(_SQLITE_UPDATE.format(frozen=_FROZEN, differs=differs))
    editor.execute(_SQLITE_DELETE.format(frozen=_FROZEN))


def back(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_BACK)
        return
    for name in ("frozen", "kept"):
        editor.execute(f"DROP TRIGGER library_version_{name}")


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
