"""How the body of a request becomes a file: never in memory when it is large, and never more of it than is taken."""

from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from foundation.files.states import upload_most


class BoundedUploadHandler(FileUploadHandler):
    """Writes what comes to the disk, and of what is too large only how large it is.

    The form then says that it is too large, and keeps what was filled in; a connection that is cut would say nothing.
    """

    chunk_size = 64 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        #: Of one request together: many files are no way round the limit.
        self.left = upload_most()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = TemporaryUploadedFile(
            self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra
        )
        self.spilt = False
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.left -= len(raw_data)
        if self.left >= 0:
            self.file.write(raw_data)
        elif not self.spilt:
            self.spilt = True
            self.file.seek(0)
            self.file.truncate()

    def file_complete(self, file_size: int) -> TemporaryUploadedFile:
        self.file.seek(0)
        # Of what was spilt nothing is there but this number.
        self.file.size = max(file_size, upload_most() + 1) if self.spilt else file_size
        return self.file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
