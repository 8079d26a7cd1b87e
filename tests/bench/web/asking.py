"""Many requests at once, a connection each, and how long every answer took."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from itertools import cycle
from time import perf_counter
from typing import NamedTuple


class Page(NamedTuple):
    """An address, and the cookie that opens it."""

    path: str
    cookie: str


class Load(NamedTuple):
    """Seconds of each answer in the order of length, answers a second, and the bytes of one."""

    seconds: Sequence[float]
    rate: float
    size: int

    def share(self, part: float) -> float:
        """The time within which that part of the answers came, in milliseconds."""
        return self.seconds[min(len(self.seconds) - 1, int(part * len(self.seconds)))] * 1000


def ask(port: int, pages: Sequence[Page], connections: int, seconds: float) -> Load:
    """Ask for pages in turn for so long, by so many at once. Raises AssertionError unless all are
    200.
    """
    taken: list[float] = []
    sizes: list[int] = []
    turns = cycle(pages)
    end = perf_counter() + seconds

    def one() -> None:
        while (begin := perf_counter()) < end:
            sizes.append(len(_fetched(port, next(turns))))
            taken.append(perf_counter() - begin)

    threads = [threading.Thread(target=one) for _ in range(connections)]
    begin = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(sorted(taken), len(taken) / (perf_counter() - begin), sizes[-1])


def _fetched(port: int, page: Page) -> bytes:
    """An answer, head and all, as it comes over the line."""
    request = (
        f"GET {page.path} HTTP/1.1\r\nHost: localhost\r\nCookie: {page.cookie}\r\n"
        "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    )
    found = bytearray()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(request.encode())
        while part := line.recv(1 << 18):
            found += part
    assert found.startswith(b"HTTP/1.1 200"), found[:300]
    return bytes(found)
