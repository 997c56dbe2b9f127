"""A work on the book that is refused."""

import pytest

from foundation.rulebook.models import Article, Regulation, RegulationFile, RegulationLink, RegulationVersion
from foundation.violations import RuleViolation
from tests.foundation.wording import is_chinese_with_remedy

BOOK = (Regulation, RegulationVersion, Article, RegulationFile, RegulationLink)


def refused(code: str, field: str, work) -> RuleViolation:
    """The work is refused by this rule, in words with a remedy, and leaves nothing."""
    before = [model.objects.count() for model in BOOK]
    with pytest.raises(RuleViolation) as caught:
        work()
    assert (caught.value.code, caught.value.field) == (code, field)
    assert is_chinese_with_remedy(caught.value.message)
    assert [model.objects.count() for model in BOOK] == before
    return caught.value
