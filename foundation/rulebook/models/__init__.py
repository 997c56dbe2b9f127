"""The tables of this room."""

from foundation.rulebook.models.findings import Finding, FindingEvidence, FindingNote
from foundation.rulebook.models.parameters import Parameter
from foundation.rulebook.models.regulations import (
    Article,
    Regulation,
    RegulationFile,
    RegulationLink,
    RegulationVersion,
)

__all__ = [
    "Article",
    "Finding",
    "FindingEvidence",
    "FindingNote",
    "Parameter",
    "Regulation",
    "RegulationFile",
    "RegulationLink",
    "RegulationVersion",
]
