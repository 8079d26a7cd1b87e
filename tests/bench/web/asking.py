"""Many requests at once, a connection each, and how long every answer took."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from time import perf_counter
from typing import NamedTuple


class Load(NamedTuple):
    """Seconds of each answer in the order of length, answers a second, and the bytes of one."""

    seconds: Sequence[float]
    rate: float
    size: int

    def share(self, part: float) -> float:
        """The time within which that part of the answers came, in milliseconds."""
        return self.seconds[min(len(self.seconds) - 1, int(part * len(self.seconds)))] * 1000


def ask(port: int, path: str, cookie: str, connections: int, seconds: float) -> Load:
    """Ask for a page for so long, by so many at once. Raises AssertionError unless all are 200."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    ).encode()
    taken: list[float] = []
    sizes: list[int] = []
    end = perf_counter() + seconds

    def one() -> None:
        while (begin := perf_counter()) < end:
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(request)
                found = bytearray()
                while part := line.recv(1 << 18):
                    found += part
            assert found.startswith(b"HTTP/1.1 200"), found[:300]
            taken.append(perf_counter() - begin)
            sizes.append(len(found))

    threads = [threading.Thread(target=one) for _ in range(connections)]
    begin = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(sorted(taken), len(taken) / (perf_counter() - begin), sizes[-1])
