"""Files that browsers send: kept in memory only, and only where a page takes one.

Django puts what is large into a file of its own; a face in clear on a disk is what nobody wants.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MOST_BYTES = 15_000_000
# More than that is not read at all. What is less but too large is read to its end, and dropped, so
# that the page can say so: a browser that is cut off says nothing that helps.
MOST_READ = 4 * MOST_BYTES


def takes_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose form sends files; for all others, files are dropped as they come."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class InMemory(FileUploadHandler):
    """Keeps the files of a request in memory; of one that is too large only its size."""

    def handle_raw_input(self, _body: Any, _headers: Any, content_length: int, *_: Any) -> None:
        """Raises RequestDataTooBig for what is not read at all."""
        if content_length > MOST_READ:
            raise RequestDataTooBig(f"A request has more than {MOST_READ} bytes.")

    def new_file(self, *args: Any, **named: Any) -> None:
        """Begin to keep a file. Raises SkipFile where nobody asked for one."""
        super().new_file(*args, **named)
        match = self.request and self.request.resolver_match
        if not getattr(match and match.func, "takes_files", False):
            raise SkipFile
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part of it."""
        if start + len(raw_data) <= MOST_BYTES:
            self._kept.write(raw_data)
        else:
            self._kept = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file; its size is what came, its contents are nothing where that was too much."""
        self._kept.seek(0)
        told = self.field_name, self.file_name, self.content_type
        return InMemoryUploadedFile(self._kept, *told, file_size, self.charset)
