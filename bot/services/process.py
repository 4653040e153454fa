"""One event through the process: load under a lock, decide, save, write history, want what follows. One transaction."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, assert_never

from bot.db import absences, channels, daily, history, outbox, people, specs
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain import events as e
from bot.domain import reminders
from bot.domain.absences import Absence
from bot.domain.calendar import WorkingTime
from bot.domain.people import Person
from bot.domain.process import transition
from bot.domain.settings import DEFAULTS, ChannelSettings
from bot.domain.spec import Spec, WorkspaceId
from bot.errors import Refused
from bot.services import holidays
from bot.services.access import Access, check


def get(
    session: Session, workspace: WorkspaceId, number: int, access: Access | None = None, *, lock: bool = False
) -> Spec:
    """The spec with this number, for somebody who may see it (`access` is None for the bot itself).

    Raises Refused for one that does not exist in this workspace or is not theirs to see, and MembershipUnknown.
    """
    spec = specs.load(session, workspace, number, lock=lock)
    if spec is None:
        raise Refused(f"There is no TS-{number} here. /techspec list all shows what there is.")
    if access is not None:
        check(session, spec, access)
    return spec


def act(
    session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access, event: e.Event
) -> Spec:
    """Let `event` happen to a spec and give the spec as it is then. Raises Refused with a text for the person."""
    return apply(session, now, get(session, workspace, number, access, lock=True), event)


def apply(session: Session, now: datetime, before: Spec, event: e.Event) -> Spec:
    """Let `event` happen to a spec that this transaction has locked or made."""
    change = transition(before, event, now)
    if change.spec == before and not change.effects:
        return before
    specs.save(session, before, change.spec)
    entry = history.Entry(at=now, by=getattr(event, "by", None), event=type(event).__name__, details=_details(event))
    history.append(session, before.id, entry)
    after = change.spec
    for effect in change.effects:
        if isinstance(effect, e.Attend):
            after = attend(session, now, after)
        else:
            _want(session, after, effect)
    return after


def attend(session: Session, now: datetime, spec: Spec) -> Spec:
    """Send what is owed now, and remember when to look again: for a reminder, or because a card will change by itself."""
    rules = load_rules(session, spec)
    due = reminders.due(spec, now, rules)
    if due.owed:
        # Asked again with the recipients locked: another worker may just be telling them of another spec.
        told = daily.told_at(session, spec.workspace, {owed.to for owed in due.owed}, lock=True)
        rules = replace(rules, told_at={**rules.told_at, **told})
        for owed in reminders.due(spec, now, rules).owed:
            sent = e.ReminderSent(kind=owed.kind, to=owed.to, occasion=owed.occasion, message=owed.message)
            spec = apply(session, now, spec, sent)
            if owed.message is not None:
                told_at = datetime.fromisoformat(owed.message)
                daily.keep(session, spec.workspace, owed.to, told_at)
                rules = replace(rules, told_at={**rules.told_at, owed.to: told_at})
        due = reminders.due(spec, now, rules)
    # When the discussion begins, the card changes without anybody having done anything.
    discussion = spec.standing_discussion
    begins_at = discussion.starts_at if discussion is not None and discussion.starts_at > now else None
    moments = [at for at in (due.look_again_at, begins_at) if at is not None]
    specs.set_attend_at(session, spec.id, min(moments, default=None))
    return spec


def load_rules(session: Session, spec: Spec) -> reminders.Rules:
    """What the channel has set and whether it is closed, and who of this spec's people is at work when, or not at all."""
    channel = channels.get(session, spec.workspace, spec.channel)
    settings = channel.settings if channel else DEFAULTS
    known = people.get(session, spec.workspace, [spec.drafter, *(p.user for p in spec.participants)])
    away = absences.of(session, spec.workspace, known)
    return reminders.Rules(
        remind_after_days=settings.remind_after_days,
        told_at=daily.told_at(session, spec.workspace, known),
        unreachable=frozenset(user for user, person in known.items() if person.is_deactivated),
        guests=frozenset(user for user, person in known.items() if person.is_guest),
        closing=channel.closing if channel else None,
        working_time={user: working_time(person, settings, away.get(user, ())) for user, person in known.items()},
    )


def working_time(person: Person, settings: ChannelSettings, away: Iterable[Absence]) -> WorkingTime:
    """When a person is at work, in a channel with these settings."""
    return WorkingTime(
        zone=person.zone,
        start=settings.start,
        end=settings.end,
        days=settings.days,
        holidays=holidays.days_off(settings.country, settings.region),
        away=tuple((absence.left_at, absence.back_at) for absence in away),
    )


def waits_long_since(session: Session, now: datetime, spec: Spec) -> datetime | None:
    """Since when it has waited for a date, once that is so long that the card says so."""
    since = spec.waiting_since
    # The people's hours need not be asked for on the first day.
    if (
        since is None
        or now - since < timedelta(days=1)
        or not reminders.waits_long(spec, now, load_rules(session, spec))
    ):
        return None
    return since


def _want(session: Session, spec: Spec, effect: e.Effect) -> None:  # noqa: PLR0912 - one case an effect, nothing else.
    want = partial(outbox.want, session, spec.workspace, spec.id)

    match effect:
        case e.RefreshCard(answers=answers):
            if spec.shared_at is None:
                # One for each who ever drafted it: the former one's says whose it is now.
                again = (OutboxKind.DRAFT_CARD, *([OutboxKind.LINE_HELP] if answers else ()))
                want(OutboxKind.DRAFT_CARD, subject=spec.drafter, user=spec.drafter, again=again)
            else:
                want(OutboxKind.CARD, again=(OutboxKind.LINE_HELP,) if answers else ())
        case e.RefreshProgress():
            if spec.shared_at is not None:
                want(OutboxKind.PROGRESS)
        case e.RefreshReminders(of_others=of_others):
            others = specs.waiting_with(session, spec) if of_others else ()
            outbox.want_reminders_again(session, spec.workspace, [spec.id, *others])
        case e.FixReaders():
            # The moment of sharing: the draft's card in the drafter's messages becomes a link to the real one.
            want(OutboxKind.READERS, again=(OutboxKind.DRAFT_CARD,))
        case e.Announce(key=key, sequence=sequence):
            want(OutboxKind.ANNOUNCEMENT, subject=f"{key}/{sequence}")
        case e.SendReminder(kind=kind, to=to, occasion=occasion, message=message):
            if message is None:
                want(OutboxKind.REMINDER, subject=f"{kind}/{to}/{occasion}", user=to)
            else:
                outbox.want_message_of_the_day(session, spec.workspace, to, message)
        case e.AnnounceHandover(to=to, at=at):
            want(OutboxKind.ANNOUNCEMENT, subject=f"drafter/{to}/{at.isoformat()}")
        case e.PostComment(comment=comment):
            want(OutboxKind.COMMENT, subject=str(comment))
        case e.Attend():
            raise ValueError("attending writes no outbox row")
        case _:
            assert_never(effect)


def _details(event: e.Event) -> Mapping[str, Any]:
    """The event as plain JSON values, without who did it, which has its own column."""
    values = {name: value for name, value in vars(event).items() if name != "by"}
    plain: Mapping[str, Any] = json.loads(json.dumps(values, default=_plain))
    return plain


def _plain(value: object) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _ if is_dataclass(value):
            return vars(value)
        case _:
            raise TypeError(f"history cannot hold {type(value).__name__}")
