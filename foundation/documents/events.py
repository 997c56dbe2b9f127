"""What this room asks the rooms above."""

from dataclasses import dataclass

from foundation.events import Question
from foundation.refs import Ref


@dataclass(frozen=True)
class Printed:
    """A paper, and the thing that it is about."""

    paper: Ref
    about: Ref


#: Where the paper, or the thing that it is about, can be read by everybody: addresses of pages of the open site.
public_pages: Question[Printed, str] = Question("documents.public_pages")
