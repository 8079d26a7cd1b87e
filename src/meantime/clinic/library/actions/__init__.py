"""Everything that changes a version: each in one transaction, scoped and audited."""

from __future__ import annotations

from meantime.clinic.library.actions.drafting import (
    adopt,
    bring,
    change,
    change_documents,
    discard,
    new_draft,
)
from meantime.clinic.library.actions.migrating import migrate
from meantime.clinic.library.actions.releasing import prove, publish, sign

__all__ = [
    "adopt",
    "bring",
    "change",
    "change_documents",
    "discard",
    "migrate",
    "new_draft",
    "prove",
    "publish",
    "sign",
]
