"""The outbox reaches Slack once, whatever goes wrong on the way: the deliverer against the stand-in, without listeners."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, update

from bot.db import outbox, schema
from bot.db import specs as stored
from bot.db.outbox import OutboxKind
from bot.db.session import BUSY_TIMEOUT_MS, Session, open_engine, open_sessions
from bot.domain import events as e
from bot.domain.comments import CommentKind
from bot.domain.spec import ChannelId, Source, Spec, UserId, Via, WorkspaceId
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.sandbox.traffic import Fault
from bot.sandbox.world import TEAM_ID, Message, PersonId
from bot.services import comments, people, process, specs
from bot.services.access import Access
from bot.services.comments import NewComment
from bot.services.runner import Runner
from bot.services.specs import NewSpec
from bot.slack.deliver import Deliverer
from bot.slack.ids import METADATA_TYPE
from bot.slack.membership import Membership
from bot.slack.views import cards

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TEAM = WorkspaceId(TEAM_ID)


@dataclass(frozen=True, kw_only=True)
class Office:
    """A deliverer with its database and the workspace that it delivers to."""

    sandbox: Sandbox
    runner: Runner
    client: AsyncWebClient
    deliverer: Deliverer

    def user(self, name: str) -> UserId:
        person = self.sandbox.workspace.person_called(name)
        assert person is not None
        return UserId(person.id)

    @property
    def channel(self) -> ChannelId:
        return ChannelId(next(iter(self.sandbox.workspace.channels)))

    @property
    def posted(self) -> list[Message]:
        """What stands in the channel."""
        return list(next(iter(self.sandbox.workspace.channels.values())).messages.values())

    def calls(self, method: str) -> list[dict[str, object]]:
        return [call for call in self.sandbox.platform.traffic.calls if call["method"] == method]

    def fault(self, method: str, **how: object) -> None:
        self.sandbox.platform.faults.add(Fault(method=method, **({"times": 1} | how)))  # type: ignore[arg-type]

    async def create(self, title: str = "Hearing schedule", key: str = "key") -> Spec:
        """A shared spec whose card waits in the outbox."""
        drafter, channel = self.user("dana"), self.channel
        await self.runner.read(
            people.learn_channel, workspace=TEAM, channel=channel, name="team-specs", is_private=False
        )
        new = NewSpec(key=key, title=title, drafter=drafter, channel=channel, share=True)
        return await self.runner.read(specs.create, workspace=TEAM, new=new)

    async def act(self, event: e.Event, number: int = 1) -> Spec:
        by = getattr(event, "by", self.user("dana"))
        access = Access(user=by, here=self.channel)
        return await self.runner.write(process.act, workspace=TEAM, number=number, access=access, event=event)

    async def deliver(self) -> None:
        self.deliverer.kick()
        await self.deliverer.idle()

    async def parked(self) -> list[str]:
        """Why rows of the outbox were given up."""

        def read(session: Session, now: datetime) -> list[str]:
            del now
            error = schema.outbox.c.parked_error
            return [*session.scalars(select(error).where(error.is_not(None)))]

        return await self.runner.read(read)


@pytest.fixture
async def open_office(database_url: str) -> AsyncIterator[Callable[[], Office]]:
    """Makes deliverers on one database and one workspace, each as a process of its own would have them."""
    manifest = json.loads(resources.files("bot.slack").joinpath("manifest.json").read_text("utf-8"))
    clock = Clock(MONDAY)
    sandbox = Sandbox(clock=clock, manifest=manifest, empty=True)
    await sandbox.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(sandbox.stop)
        http = await stack.enter_async_context(aiohttp.ClientSession())

        def open_one() -> Office:
            engine = open_engine(database_url)
            stack.callback(engine.dispose)
            executor = stack.enter_context(ThreadPoolExecutor(max_workers=1))
            runner = Runner(open_sessions(engine), executor, clock.now)
            client = AsyncWebClient(
                token=sandbox.bot_token, base_url=sandbox.api_url, session=http, timeout=2, retry_handlers=[]
            )
            deliverer = Deliverer(runner, client, Membership(client, runner))
            runner.wrote = deliverer.kick
            stack.push_async_callback(deliverer.close)
            return Office(sandbox=sandbox, runner=runner, client=client, deliverer=deliverer)

        yield open_one


@pytest.fixture
def office(open_office: Callable[[], Office]) -> Office:
    return open_office()


def nudged(user: UserId, key: str = "") -> e.Nudged:
    return e.Nudged(by=user, source=Source(via=Via.BUTTON, key=key))


async def test_a_card_is_posted_once_with_a_delivery_id_that_tells_nothing(office: Office) -> None:
    await office.create("Elephants")
    await office.deliver()
    [card] = office.posted
    assert card.metadata is not None
    assert card.metadata["event_type"] == METADATA_TYPE
    assert "lephants" not in json.dumps(card.metadata)


async def test_a_429_is_obeyed_for_as_long_as_it_says(office: Office) -> None:
    office.fault("chat.postMessage", status=429, retry_after=1)
    await office.create()
    await office.deliver()
    first, second = (datetime.fromisoformat(str(call["at"])) for call in office.calls("chat.postMessage"))
    assert second - first >= timedelta(seconds=1)
    assert len(office.posted) == 1
    assert office.calls("conversations.history") == []


async def test_after_a_500_it_is_looked_up_and_then_posted_once(office: Office) -> None:
    office.fault("chat.postMessage", status=500)
    await office.create()
    await office.deliver()
    assert len(office.posted) == 1
    assert len(office.calls("conversations.history")) == 1


async def test_a_post_whose_answer_was_lost_is_found_and_not_posted_again(office: Office) -> None:
    office.fault("chat.postMessage", drop_after_accept=True)
    await office.create()
    await office.deliver()
    assert len(office.posted) == 1
    assert len(office.calls("chat.postMessage")) == 1
    await office.act(nudged(office.user("lee")))
    await office.deliver()
    assert "1 person is waiting" in json.dumps(office.posted[0].blocks)


async def test_a_reply_whose_answer_was_lost_is_found_in_its_thread(office: Office) -> None:
    await office.create()
    await office.deliver()
    office.fault("chat.postMessage", drop_after_accept=True)
    await office.act(e.DiscussionSet(by=office.user("lee"), key="meeting", starts_at=MONDAY + timedelta(days=1)))
    await office.deliver()
    assert len(office.posted) == 2
    assert len(office.calls("conversations.replies")) == 1


async def test_a_comment_of_somebody_whom_the_bot_never_met_has_their_name(office: Office) -> None:
    await office.create()
    await office.deliver()
    stranger = UserId(office.sandbox.workspace.add_person("ann", real_name="Ann Lind").id)
    new = NewComment(key="one", kind=CommentKind.COMMENT, heading="Overview", revision=1, text="Fine.")
    access = Access(user=stranger, here=office.channel)
    await office.runner.write(comments.post, workspace=TEAM, number=1, access=access, new=new)
    await office.deliver()
    assert "*Ann* on *Overview*: Fine." in json.dumps(office.posted[-1].blocks)


async def test_a_file_whose_answer_was_lost_is_not_sent_again(office: Office) -> None:
    await office.create()
    await office.deliver()
    office.fault("files.completeUploadExternal", drop_after_accept=True)
    access = Access(user=office.user("lee"), here=office.channel)
    await office.runner.write(specs.export, workspace=TEAM, number=1, access=access)
    await office.deliver()
    conversations = office.sandbox.workspace.channels.values()
    files = [message for channel in conversations for message in channel.messages.values() if message.files]
    assert len(files) == 1


async def test_what_a_process_sent_before_it_died_is_found_by_the_next_one(office: Office) -> None:
    spec = await office.create()

    def claim(session: Session, now: datetime) -> list[outbox.Claim]:
        return outbox.claim(session, datetime.now(UTC), now, 10)

    def lapse(session: Session, now: datetime) -> None:
        del now
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(schema.outbox).values(next_attempt_at=past))

    [card] = [claimed for claimed in await office.runner.read(claim) if claimed.kind is OutboxKind.CARD]
    await office.client.chat_postMessage(
        channel=spec.channel,
        text="sent, and never marked",
        metadata={"event_type": METADATA_TYPE, "event_payload": {"delivery": card.delivery_id}},
    )
    await office.runner.read(lapse)
    await office.deliver()
    [posted] = office.posted
    assert "TS-1" in posted.text


async def test_a_hopeless_error_parks_its_row_and_blocks_no_other(office: Office) -> None:
    await office.create("First", "first")
    await office.create("Second", "second")
    await office.deliver()
    office.fault("chat.update", error="cant_update_message")
    for number in (1, 2):
        await office.act(nudged(office.user("lee")), number)
    await office.deliver()
    assert [("1 person is waiting" in json.dumps(card.blocks)) for card in office.posted].count(True) == 1
    assert await office.parked() == ["cant_update_message"]


async def test_a_parked_card_is_tried_again_when_it_changes(office: Office) -> None:
    await office.create()
    await office.deliver()
    office.fault("chat.update", error="cant_update_message")
    await office.act(nudged(office.user("lee")))
    await office.deliver()
    await office.act(nudged(office.user("sam")))
    await office.deliver()
    assert "2 people are waiting" in json.dumps(office.posted[0].blocks)
    assert await office.parked() == []


async def test_a_post_that_a_busy_database_cannot_take_down_is_not_given_up(office: Office, database_url: str) -> None:
    """Its lease runs out, and then it is looked up."""
    await office.create()
    office.fault("chat.postMessage", delay_ms=600)
    office.deliverer.kick()
    while office.sandbox.platform.faults._coming:  # noqa: ASYNC110 - the stand-in tells nobody when a fault is met
        await asyncio.sleep(0.01)
    holder = open_engine(database_url)
    with open_sessions(holder).begin() as session:
        stored.load(session, TEAM, 1, lock=True)
        await asyncio.sleep(BUSY_TIMEOUT_MS / 1_000 + 0.6)
    holder.dispose()
    await office.deliverer.close()
    assert len(office.posted) == 1
    assert await office.parked() == []


async def test_ten_changes_during_one_delivery_are_few_updates_and_the_last_state_is_drawn(office: Office) -> None:
    await office.create()
    await office.deliver()
    before = len(office.calls("chat.update"))
    office.fault("chat.update", delay_ms=1_000)
    for number in range(10):
        await office.act(nudged(UserId(f"U0NUDGER{number}")))
        await asyncio.sleep(0)
    await office.deliver()
    assert "10 people are waiting" in json.dumps(office.posted[0].blocks)
    assert len(office.calls("chat.update")) - before <= 4


async def test_a_card_that_looks_the_same_is_not_sent_again(office: Office) -> None:
    spec = await office.create()
    await office.deliver()
    before = len(office.calls("chat.update"))

    def want(session: Session, now: datetime) -> None:
        del now
        outbox.want(session, TEAM, spec.id, OutboxKind.CARD)

    await office.runner.write(want)
    await office.deliver()
    assert len(office.calls("chat.update")) == before


async def test_the_card_stands_as_the_view_draws_it(office: Office) -> None:
    spec = await office.create()
    await office.deliver()
    access = Access(user=spec.drafter)
    seen = await office.runner.read(specs.see, workspace=TEAM, number=spec.number, access=access)
    drawn = cards.card(seen.spec, seen.names, MONDAY)
    shown = [{key: value for key, value in block.items() if key != "block_id"} for block in office.posted[0].blocks]
    assert shown == [{key: value for key, value in block.items() if key != "block_id"} for block in drawn]


async def test_two_processes_on_one_database_send_each_message_once(open_office: Callable[[], Office]) -> None:
    one, other = open_office(), open_office()
    for number in range(4):
        await one.create(f"Spec {number}", str(number))
    await asyncio.gather(one.deliver(), other.deliver())
    titles = [message.text for message in one.posted]
    assert sorted(titles) == [f"TS-{number + 1} Spec {number}: needs a time" for number in range(4)]


async def test_more_posts_than_a_burst_are_spread_over_time(office: Office) -> None:
    for number in range(5):
        await office.create(f"Spec {number}", str(number))
    await office.deliver()
    assert len(office.posted) == 5
    moments = [datetime.fromisoformat(str(call["at"])) for call in office.calls("chat.postMessage")]
    assert max(moments) - min(moments) >= timedelta(milliseconds=500)


async def test_a_card_that_somebody_deleted_comes_back_once_with_the_next_change(office: Office) -> None:
    await office.create()
    await office.deliver()
    await office.client.chat_delete(channel=office.channel, ts=office.posted[0].ts)
    office.fault("chat.postMessage", drop_after_accept=True)
    await office.act(nudged(office.user("lee")))
    await office.deliver()
    [card] = office.posted
    assert "1 person is waiting" in json.dumps(card.blocks)
    await office.act(nudged(office.user("sam")))
    await office.deliver()
    assert "2 people are waiting" in json.dumps(office.posted[0].blocks)
    assert await office.parked() == []


async def test_what_hangs_on_a_card_that_somebody_deleted_goes_to_the_one_in_its_place(office: Office) -> None:
    await office.create()
    await office.act(e.DiscussionSet(by=office.user("lee"), key="meeting", starts_at=MONDAY + timedelta(days=1)))
    await office.deliver()
    await office.client.chat_delete(channel=office.channel, ts=office.posted[0].ts)
    moved = e.DiscussionSet(by=office.user("dana"), key="meeting", starts_at=MONDAY + timedelta(days=2))
    await office.act(moved)
    await office.deliver()
    _, card, reply = office.posted
    assert "TS-1" in card.text
    assert (reply.thread_ts, "moved" in reply.text) == (card.ts, True)
    assert [*card.reactions] == ["calendar"]
    assert await office.parked() == []


async def test_a_mark_for_a_card_that_is_gone_brings_the_card_back(office: Office) -> None:
    await office.create()
    await office.deliver()
    await office.client.chat_delete(channel=office.channel, ts=office.posted[0].ts)

    def want(session: Session, now: datetime) -> None:
        spec = process.get(session, TEAM, 1, lock=True)
        set_for = e.DiscussionSet(by=office.user("dana"), key="meeting", starts_at=MONDAY + timedelta(days=1))
        process.apply(session, now, spec, set_for)
        others = schema.outbox.c.kind != OutboxKind.PROGRESS
        session.execute(update(schema.outbox).where(others).values(next_attempt_at=None))

    await office.runner.write(want)
    await office.deliver()
    [card] = office.posted
    assert [*card.reactions] == ["calendar"]


async def test_a_direct_message_that_somebody_deleted_is_not_said_again(office: Office) -> None:
    spec = await office.create()

    def ask(session: Session, now: datetime) -> None:
        del now
        kind, subject = OutboxKind.LINE_HELP, f"{spec.drafter}/0"
        outbox.want(session, TEAM, spec.id, kind, subject=subject, user=spec.drafter)

    def forget(session: Session, now: datetime) -> None:
        ask(session, now)
        session.execute(update(schema.outbox).values(sent_hash=None))

    await office.runner.write(ask)
    await office.deliver()
    conversation, _ = office.sandbox.workspace.open_dm(PersonId(spec.drafter), office.sandbox.app.bot_user_id)
    [said] = conversation.messages.values()
    await office.client.chat_delete(channel=conversation.id, ts=said.ts)
    await office.runner.write(forget)
    await office.deliver()
    assert [*conversation.messages] == []
    assert await office.parked() == []


async def test_people_of_a_small_channel_become_readers_without_the_bot_and_guests(office: Office) -> None:
    await office.create()
    await office.deliver()
    seen = await office.runner.read(specs.see, workspace=TEAM, number=1, access=Access(user=office.user("dana")))
    assert seen.spec.expected_readers == tuple(map(office.user, ("sam", "priya", "lee")))
