"""What a clinician's signature is over: the files, the proof of them, the words, who and when."""

from __future__ import annotations

import json
from hashlib import sha256

from meantime.clinic.library.models import Version


def signature(version: Version) -> str:
    """The SHA-256, in hex, of everything that was signed; the audit chain holds it as well."""
    assert version.signed is not None  # only a signed version has a signature
    told = {
        "digest": version.digest,
        "seal": (version.certificate.get("certificate") or {}).get("seal", ""),
        "statement": version.statement,
        "by": str(version.signed_by_id),
        "at": version.signed.isoformat(timespec="microseconds"),
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
