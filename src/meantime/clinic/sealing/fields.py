"""Fields of a model that are sealed at rest."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.db import models

from meantime.clinic.sealing.sealed import seal, unseal


class Sealed(NamedTuple):
    """A value as it is stored; opened when somebody reads it."""

    bytes: bytes


class _Opening:
    """The attribute of a sealed field: opens what the database gave, once, where it is read."""

    def __init__(self, field: SealedText) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if isinstance(value, Sealed):
            text = unseal(value.bytes, self.field.where(instance))
            value = instance.__dict__[self.field.attname] = self.field.opened(text)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.BinaryField):
    """Text, sealed for its row and column: copied to another row, it does not open.

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

    def opened(self, text: str) -> Any:
        """The value of an opened text."""
        return text

    def closed(self, value: Any) -> str:
        """The text of a value."""
        return str(value)

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
        return self.closed(getattr(obj, self.name))


class SealedJSON(SealedText):
    """Plain values of JSON, sealed."""

    def opened(self, text: str) -> Any:
        return json.loads(text)

    def closed(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
