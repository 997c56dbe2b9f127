"""What comes with a regulation, and what its articles stand behind."""

from datetime import datetime

from django.utils import timezone

from foundation.files import names
from foundation.files.models import StagedFile
from foundation.files.services import keep
from foundation.ledger.services import act
from foundation.rulebook.models import Article, RegulationFile, RegulationLink, RegulationVersion
from foundation.rulebook.rules import files as file_rules
from foundation.rulebook.rules import regulations as rules
from foundation.rulebook.states import Target
from foundation.violations import refuse_on

_NAME_MOST = RegulationFile._meta.get_field("name").max_length or 0


def attach_file(*, version: RegulationVersion, staged: StagedFile, actor: object, now: datetime) -> RegulationFile:
    """Keep the official text of a version as a file, which was looked at when it came (`foundation.files`).

    Raises `RuleViolation` for the country's, for what is there already, and for a file that another form has taken.
    """
    with act("rulebook.file.attach", stream=version.regulation.stream, actor=actor, now=now) as record:
        record.about(version.regulation)
        version = RegulationVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version.pk)
        refuse_on(rules.not_the_countrys(version.regulation), file_rules.is_new(version, staged.digest))
        file = RegulationFile(
            version=version,
            name=names.cleaned(staged.name, _NAME_MOST),
            media_type=staged.media_type,
            size=staged.size,
            digest=staged.digest,
        )
        file.save()
        record.touch(file)
        # A row that is taken back leaves a file that nothing names; the next one with these bytes uses it.
        keep(staged, file.path)
    return file


def link(
    *, version: RegulationVersion, article: Article | None, kind: Target, code: str, actor: object, now: datetime
) -> RegulationLink:
    """Say that a version, or one `article` of it, stands behind a number, a rule or a power.

    Raises `RuleViolation` for the country's, an unknown code, an article of another version, and a link that stands.
    """
    with act("rulebook.link.make", stream=version.regulation.stream, actor=actor, now=now) as record:
        record.about(version.regulation)
        # Two at once: the second waits here and then sees the first one's link.
        version = RegulationVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version.pk)
        refuse_on(
            rules.not_the_countrys(version.regulation),
            rules.target_is_known(kind, code),
            rules.article_is_of(version, article),
            rules.not_linked_yet(version, article, kind, code),
        )
        made = RegulationLink.objects.create(version=version, article=article, kind=kind, code=code)
        record.touch(made)
    return made


def void_link(*, link: RegulationLink, reason: str, actor: object, now: datetime) -> RegulationLink:
    """A link was wrong: its row stays and says why.

    Raises `RuleViolation` for one that is void, and without a reason.
    """
    regulation = link.version.regulation
    with act("rulebook.link.void", stream=regulation.stream, actor=actor, now=now) as record:
        record.about(regulation)
        link = RegulationLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        refuse_on(rules.not_the_countrys(regulation), rules.link_stands(link), rules.reason_is_given(reason.strip()))
        link.voided_on, link.void_reason = timezone.localdate(now), reason.strip()
        link.save(update_fields=["voided_on", "void_reason"])
        record.touch(link)
    return link
