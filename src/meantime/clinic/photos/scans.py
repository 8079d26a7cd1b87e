"""How often a JPEG makes a reader go over the whole picture: what few bytes can ask for many times.

A scan of 75 bytes costs as much as all of a picture: 15 MB of them keep a processor busy for hours.
Cameras write one scan, programs about ten.
"""

from __future__ import annotations

import re

_SCAN, _END = 0xDA, 0xD9  # SOS and EOI, ISO/IEC 10918-1, table B.1
# The next marker that is none of the data of a scan: a stuffed byte, a restart, a fill byte.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def scans_of(jpeg: bytes) -> int:
    """The number of scans of the first picture in a file; what stands behind it does not count."""
    found, place = 0, 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        kind = jpeg[place + 1]
        if kind == _END:
            break
        if kind == 0xFF:  # a fill byte
            place += 1
            continue
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        if kind == _SCAN:
            found += 1
            after = _AFTER_SCAN.search(jpeg, place)
            place = after.start() if after else len(jpeg)
    return found
