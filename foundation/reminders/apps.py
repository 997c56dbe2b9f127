from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "foundation.reminders"
    label = "reminders"
    verbose_name = _("提醒")

    def ready(self) -> None:
        # Its system check must be known before the first start, whoever registers a rule.
        from foundation.ledger import coverage, labels
        from foundation.reminders import findings, house_rules, registry, signs, states
        from foundation.reminders.duties import deadlines, presenters
        from foundation.reminders.duties import house_rules as duty_rules
        from foundation.reminders.duties import states as duty_states
        from foundation.rulebook import events as rulebook
        from foundation.townships import events as people
        from foundation.web import events

        coverage.free("reminders.Reminder", "made anew from ruled rows at every sweep; decides nothing")
        coverage.free("reminders.Lease", "says who is at work for some minutes; decides nothing")
        coverage.free("reminders.CalendarFeed", "a way to read, like a session: the security log tells of it")
        coverage.free("reminders.MailChoice", "a way to read, like a session: the security log tells of it")
        coverage.free("reminders.Digest", "says that a mail went out, which is made of reminders; decides nothing")
        coverage.free("reminders.Pace", "says when a robot spoke in the last minute; decides nothing")
        coverage.free("reminders.DutyTerm", "follows from duties, reports and numbers: mended at every sweep")
        labels.declare("reminders", {**states.ACTS, **duty_states.ACTS}, duty_states.FACTS)
        house_rules.declare_rules()
        duty_rules.declare_rules()
        presenters.register()
        registry.register(findings.ANSWER_DUE)
        registry.register(deadlines.DUTY_DUE)
        signs.declare()
        events.panels.subscribe("foundation.reminders.desk.panels")
        events.links.subscribe("foundation.reminders.desk_ways.links")
        rulebook.readers.subscribe("foundation.reminders.numbers.readers")
        people.open_matters.subscribe("foundation.reminders.handovers.open_matters")
        people.still_open.subscribe("foundation.reminders.handovers.still_open")
