"""What goes wrong before there is a connection: nothing of a request has left then."""

from __future__ import annotations

import httpx

BEFORE = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout),
    *(httpx.ProxyError, httpx.UnsupportedProtocol),
)
