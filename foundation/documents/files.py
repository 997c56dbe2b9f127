"""Where the PDFs lie: under the digest of the paper's content."""


def path_of(digest: str) -> str:
    """The name of a paper's file within the storage."""
    return f"papers/{digest}.pdf"
