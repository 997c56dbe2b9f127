"""All the tags and filters of the office's HTML templates: `foundation.documents.own_html` knows no others."""

from django.template import Library
from django.template.defaultfilters import join, length
from django.template.defaulttags import comment, do_for, do_if

register = Library()
register.tag("for", do_for)
register.tag("if", do_if)
register.tag("comment", comment)
register.filter("join", join)
register.filter("length", length)


@register.filter
def day(value: object) -> object:
    """Days come as texts already; the house's own templates write the filter."""
    return value
