"""What a question asks for: `boat -sail "big sea" from:ada in:general has:link after:2026-11-24`.

Words and phrases become needles (`messaging.search.words`); an operator that is not known is a word like any other.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

import msgspec
from django.utils.translation import gettext as _

from events.errors import Blank, Invalid, TooLong
from messaging.search.words import needle_of

#: Characters of a question, and words, phrases and operators in it.
MAX_QUESTION: Final = 500
MAX_TERMS: Final = 20

HAS: Final = frozenset({"link", "code"})
IS: Final = frozenset({"pinned"})
DATES: Final = frozenset({"before", "after", "on"})
OPERATORS: Final = frozenset({"from", "in", "has", "is", "mentions"}) | DATES

#: Each term: a minus, an operator, then words in quotes or one without. A quote that nobody closes reaches to the end.
_TERM: Final = re.compile(
    r"""(?P<minus>-)?(?:(?P<operator>[A-Za-z]+)[:：])?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))"""
)
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
#: C0 controls but white space, DEL and lone surrogates: no text has them.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Condition(msgspec.Struct, frozen=True):
    """An operator with its value; `negated` leaves out what it finds."""

    operator: str
    value: str
    negated: bool = False


class Question(msgspec.Struct, frozen=True):
    """All needles in `words` are there and none of `without`; from `since` on and before `until`."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def parse(text: str, zone: tzinfo) -> Question:
    """The question that a text spells; days are those of `zone`.

    Raises Blank when nothing in it can be looked for, TooLong, and Invalid for an operator with a value that it can't
    have, too many terms, or nothing but what is to be left out.
    """
    if len(text) > MAX_QUESTION:
        sentence = _("Ask in at most %(most)d characters.") % {"most": MAX_QUESTION}
        raise TooLong(sentence, fields={"q": [sentence]})
    if _FORBIDDEN.search(text):
        raise _invalid(_("This has control characters that can't be shown."))
    terms = list(_TERM.finditer(text.translate(_QUOTES)))
    if len(terms) > MAX_TERMS:
        raise _invalid(_("Ask for at most %(most)d things at once.") % {"most": MAX_TERMS})
    return _whole(_Terms(terms, zone))


def _whole(terms: "_Terms") -> Question:
    question = Question(
        words=tuple(dict.fromkeys(terms.words)),
        without=tuple(dict.fromkeys(terms.without)),
        conditions=tuple(dict.fromkeys(terms.conditions)),
        since=max(terms.since, default=None),
        until=min(terms.until, default=None),
    )
    if question.words or question.since or question.until or any(not each.negated for each in question.conditions):
        return question
    if question.without or question.conditions:
        raise _invalid(_("Say what to look for, not only what to leave out."))
    raise Blank(_("Write a word to look for."), fields={"q": [_("Write a word to look for.")]})


class _Terms:
    """The terms of a question, sorted by what they are."""

    def __init__(self, terms: "list[re.Match[str]]", zone: tzinfo) -> None:
        self.zone = zone
        self.words: list[str] = []
        self.without: list[str] = []
        self.conditions: list[Condition] = []
        self.since: list[datetime] = []
        self.until: list[datetime] = []
        for term in terms:
            self._take(term)

    def _take(self, term: "re.Match[str]") -> None:
        name, quoted, plain = (term["operator"] or "").lower(), term["quoted"], term["plain"]
        value = plain if quoted is None else quoted
        if not name and plain and plain[-1] in ":：" and plain[:-1].lower() in OPERATORS:
            name, value = plain[:-1].lower(), ""
        if name in OPERATORS:
            self._limit(Condition(name, value.strip(), bool(term["minus"])))
            return
        needle = needle_of(f"{name} {value}" if name else value, whole=quoted is not None)
        if needle:
            (self.without if term["minus"] else self.words).append(needle)

    def _limit(self, condition: Condition) -> None:
        if not condition.value:
            raise _invalid(_("Write what you mean right after “%(operator)s:”.") % {"operator": condition.operator})
        if condition.operator in DATES:
            self._date(condition)
            return
        known = {"has": HAS, "is": IS}.get(condition.operator)
        if known is not None:
            condition = msgspec.structs.replace(condition, value=condition.value.lower())
            if condition.value not in known:
                given = {"operator": condition.operator, "values": ", ".join(sorted(known))}
                raise _invalid(_("After “%(operator)s:” comes one of: %(values)s.") % given)
        self.conditions.append(condition)

    def _date(self, condition: Condition) -> None:
        given = {"operator": condition.operator}
        if condition.negated:
            raise _invalid(_("“%(operator)s:” can't be turned around with a minus.") % given)
        day = _day(condition.value)
        if day is None:
            raise _invalid(_("After “%(operator)s:” comes a day such as 2026-11-24.") % given)
        if condition.operator != "after":
            self.until.append(self._start(day + timedelta(days=condition.operator == "on")))
        if condition.operator != "before":
            self.since.append(self._start(day + timedelta(days=condition.operator == "after")))

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def _day(value: str) -> date | None:
    """A day of a year that has a neighbour on each side, so that no zone takes it out of the calendar."""
    if not _DATE.fullmatch(value) or not "1000" <= value[:4] <= "9000":
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _invalid(sentence: str) -> Invalid:
    return Invalid.field("q", sentence)
