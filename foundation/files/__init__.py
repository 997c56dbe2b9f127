"""UPLOADS: what comes as a file is looked at here, waits here, and is kept under its digest outside the web root."""

from foundation.files.storage import keepers, keeps, place

__all__ = ["keepers", "keeps", "place"]
