"""Files that were read and wait to be let in, of either kind: kept for a day, or put away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.domain.files import sweep_files
from analysis.models import Upload, UploadKind
from workshops.domain.writing import write
from workshops.models import User, Workshop

KEPT_FILES = 5  # of one workshop and kind


@write
def keep_upload(
    workshop: Workshop,
    kind: UploadKind,
    *,
    by: User,
    file_name: str,
    digest: str,
    book: Mapping[str, Any],
    reading: Mapping[str, Any] | None = None,
) -> Upload:
    """Keep a file that was read, for a day; of a workshop the newest five."""
    upload = Upload.objects.create(
        kind=kind,
        workshop=workshop,
        uploaded_by=by,
        file_name=file_name[:200],
        digest=digest,
        book=book,
        reading=reading or {},
    )
    kept = Upload.objects.filter(kind=kind, workshop=workshop)
    newest = list(kept.order_by("-uploaded_at", "-pk").values_list("pk", flat=True)[:KEPT_FILES])
    kept.exclude(pk__in=newest).delete()
    sweep_files()
    return upload


@write
def put_away(upload: Upload) -> None:
    """Forget a file that shall not be let in. Twice is once."""
    Upload.objects.filter(pk=upload.pk).delete()
