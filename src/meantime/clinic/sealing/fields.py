"""Fields of a model that are sealed at rest."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any, NamedTuple

from django.db import models

from meantime.clinic.sealing.sealed import seal, unseal


class Sealed(NamedTuple):
    """A value as it is stored; opened when somebody reads it."""

    bytes: bytes


class _Opening:
    """The attribute of a sealed field: opens what the database gave, once, where it is read."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])  # it was left out: `defer`
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            plain = unseal(value.bytes, self.field.where(instance))
            value = instance.__dict__[self.field.attname] = self.field.opened(plain)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """A value, sealed for its row and column: copied to another row, it does not open.

    It is written with its row only: `save` and `bulk_create`, never `update`. Rows need a key of
    their own before they are saved, such as a UUID.
    """

    descriptor_class = _Opening

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"editable": False})

    def where(self, instance: Any) -> str:
        """The place that a value is sealed for."""
        return self._place(instance.pk)

    def _place(self, pk: Any) -> str:
        return f"{self.model._meta.db_table}:{pk}:{self.column}"

    def open(self, value: Sealed, pk: Any) -> Any:
        """The value of the row with that key, as a query without rows gives it."""
        return self.opened(unseal(value.bytes, self._place(pk)))

    def opened(self, plain: bytes) -> Any:
        """The value of what was sealed."""
        raise NotImplementedError

    def closed(self, value: Any) -> bytes:
        """What is sealed of a value."""
        raise NotImplementedError

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, instance: Any, add: bool) -> Any:
        value = instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(self.closed(value), self.where(instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name}: a sealed value is written with its row, by save().")
        return super().get_db_prep_value(value and value.bytes, connection, prepared)

    def value_to_string(self, obj: Any) -> str:
        return self.closed(getattr(obj, self.name)).decode()


class SealedText(SealedField):
    """Text, sealed."""

    def get_default(self) -> Any:
        """No text where none is given: that of a binary field would be the text of no bytes."""
        return super().get_default() or ("" if not self.null else None)

    def opened(self, plain: bytes) -> str:
        return plain.decode()

    def closed(self, value: Any) -> bytes:
        return str(value).encode()


class SealedJSON(SealedField):
    """Plain values of JSON, sealed."""

    def opened(self, plain: bytes) -> Any:
        return json.loads(plain)

    def closed(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


class SealedBytes(SealedField):
    """A file, sealed: large, so that it is read only where it is shown, and few at once."""

    def opened(self, plain: bytes) -> bytes:
        return plain

    def closed(self, value: bytes) -> bytes:
        return value

    def value_to_string(self, obj: Any) -> str:
        return b64encode(getattr(obj, self.name)).decode("ascii")
