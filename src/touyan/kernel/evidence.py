"""Files: stored durably, photos re-encoded. (Being built.)"""

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    pass
