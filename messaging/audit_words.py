"""What an entry of the audit log tells, as a sentence that goes on from the name of who did it."""

from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chatterbox.templatetags.interface import called
from messaging.models import Action, Role
from messaging.shapes import AuditShape

#: Sentences that name at most the person, the topic, or what there was before and is after.
PLAIN: Final[dict[str, Any]] = {
    Action.PARTY_RENAMED: gettext_lazy("named the party {after}, which was {before}"),
    Action.PARTY_DESCRIBED: gettext_lazy("described the party anew"),
    Action.ICON_CHANGED: gettext_lazy("changed the icon"),
    Action.ROLE_CHANGED: gettext_lazy("changed the role of {name} from {before} to {after}"),
    Action.KICKED: gettext_lazy("removed {name}"),
    Action.BANNED: gettext_lazy("banned {name}"),
    Action.UNBANNED: gettext_lazy("lifted the ban of {name}"),
    Action.MESSAGE_DELETED: gettext_lazy("deleted a message by {name} in {topic}"),
    Action.HOUSE_DELETED: gettext_lazy("deleted a message by {name} in {topic}, for whoever runs this Chatterbox"),
    Action.MESSAGE_PINNED: gettext_lazy("pinned a message by {name} in {topic}"),
    Action.MESSAGE_UNPINNED: gettext_lazy("unpinned a message by {name} in {topic}"),
    Action.HOUSE_READ: gettext_lazy("read messages in {topic}, for whoever runs this Chatterbox"),
    Action.OWNERSHIP_OFFERED: gettext_lazy("offered the party to {name}"),
    Action.OWNERSHIP_ACCEPTED: gettext_lazy("took the party over from {name}"),
    Action.OWNERSHIP_WITHDRAWN: gettext_lazy("took back the offer of the party to {name}"),
    Action.OWNERSHIP_DECLINED: gettext_lazy("declined to take the party over"),
    Action.OWNERSHIP_PASSED: gettext_lazy("left for good, and the party went on to {name}"),
    Action.REPORT_SETTLED: gettext_lazy("settled a report of a message by {name} in {topic}"),
    Action.REPORT_REOPENED: gettext_lazy("opened the report of a message by {name} in {topic} again"),
    Action.INVITE_REVOKED: gettext_lazy("stopped an invite"),
    Action.TOPIC_ARCHIVED: gettext_lazy("archived the topic {topic}"),
    Action.TOPIC_RESTORED: gettext_lazy("brought the topic {topic} back from the archive"),
    Action.TOPIC_MOVED: gettext_lazy("moved the topic {topic}"),
    Action.TOPIC_DELETED: gettext_lazy("deleted the topic {before}"),
    Action.TOPIC_MEMBER_ADDED: gettext_lazy("let {name} into the private topic {topic}"),
    Action.TOPIC_MEMBER_REMOVED: gettext_lazy("took {name} out of the private topic {topic}"),
    Action.OWNER_ADDED: gettext_lazy("came into the private topic {topic}, as an owner may"),
}
#: Of these, what was changed is a name or a role.
NAMED: Final = {Action.PARTY_RENAMED: "name", Action.TOPIC_DELETED: "name", Action.ROLE_CHANGED: "role"}


def sentence_of(entry: AuditShape) -> SafeString:
    """What was done to whom. An action that is not known is told as it is spelt."""
    special = (
        {
            Action.TIMED_OUT: _timeout,
            Action.MESSAGES_DELETED: _purge,
            Action.TOPIC_UPDATED: _topic_changes,
            Action.UNDONE: _undone,
        }.get(Action(entry.action))
        if entry.action in Action.values
        else None
    )
    if special is not None:
        return special(entry)
    sentence = PLAIN.get(entry.action, "{action}")
    return _say(sentence, entry, **_before_and_after(entry))


def _say(sentence: Any, entry: AuditShape, **more: Any) -> SafeString:
    """The sentence with what it names set off; names of people never become markup."""
    given = {
        "name": called(entry.user) if entry.user else _("somebody"),
        "topic": entry.topic.name if entry.topic and entry.topic.name else _("a deleted topic"),
        "action": entry.action,
    } | more
    marked = {name: format_html("<b>{}</b>", value) for name, value in given.items()}
    return format_html(str(sentence), **marked)


def _before_and_after(entry: AuditShape) -> dict[str, Any]:
    field = NAMED.get(Action(entry.action), "") if entry.action in Action.values else ""
    pair = {"before": entry.before.get(field, ""), "after": entry.after.get(field, "")}
    if field == "role":
        return {name: Role(value).label if value in Role.values else value for name, value in pair.items()}
    return pair


def _timeout(entry: AuditShape) -> SafeString:
    until = parse_datetime(entry.after.get("timeout_until") or "")
    if until is None:
        return _say(_("ended the timeout of {name}"), entry)
    when = date_format(localtime(until), _("j F, H:i"))
    return _say(_("gave {name} a break from writing until {until}"), entry, until=when)


def _purge(entry: AuditShape) -> SafeString:
    hours = entry.after.get("hours", 0)
    sentence = ngettext(
        "deleted what {name} wrote in the last hour", "deleted what {name} wrote in the last {hours} hours", hours
    )
    return _say(sentence, entry, hours=hours)


def _topic_changes(entry: AuditShape) -> SafeString:
    if "name" in entry.after:
        sentence = _("named the topic {after}, which was {before}")
        return _say(sentence, entry, before=entry.before.get("name", ""), after=entry.after["name"])
    if "slow_mode_s" in entry.after:
        seconds = entry.after["slow_mode_s"]
        if not seconds:
            return _say(_("ended the slow mode of {topic}"), entry)
        sentence = ngettext(
            "set the slow mode of {topic} to {seconds} second",
            "set the slow mode of {topic} to {seconds} seconds",
            seconds,
        )
        return _say(sentence, entry, seconds=seconds)
    return _say(_("changed the topic {topic}"), entry)


def _undone(entry: AuditShape) -> SafeString:
    action = entry.after.get("action", "")
    if action not in Action.values:
        return _say(_("undid something"), entry)
    if entry.user is not None:
        return _say(_("undid for {name}: {what}"), entry, what=Action(action).label)
    return _say(_("undid: {what}"), entry, what=Action(action).label)
