"""Where the files of papers lie: under the digest of the paper's content."""


def path_of(digest: str) -> str:
    """The name of a paper's PDF within the storage."""
    return f"papers/{digest}.pdf"


def word_path_of(digest: str) -> str:
    """The name of a paper's .docx."""
    return f"papers/{digest}.docx"
