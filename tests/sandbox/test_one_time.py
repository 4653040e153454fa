"""Triggers, response URLs and tickets live in real time and are used up."""

import pytest

from bot.sandbox.answers import Refusal
from bot.sandbox.one_time import ResponseUrls, Tickets, Triggers
from bot.sandbox.traffic import RateLimits, redacted
from bot.sandbox.world import ChannelId, PersonId

DANA, CHANNEL = PersonId("U1"), ChannelId("C1")


class Seconds:
    """Real time that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("age", "error"), [(2.9, None), (3.1, "expired_trigger_id")])
def test_a_trigger_lives_three_seconds(age: float, error: str | None) -> None:
    seconds = Seconds()
    triggers = Triggers(seconds)
    trigger_id = triggers.issue(DANA)
    seconds.now += age
    if error is None:
        assert triggers.exchange(trigger_id) == DANA
    else:
        with pytest.raises(Refusal, match=error):
            triggers.exchange(trigger_id)


def test_a_response_url_lives_thirty_minutes_and_five_uses() -> None:
    seconds = Seconds()
    urls = ResponseUrls(seconds)
    path = urls.issue(DANA, CHANNEL)
    seconds.now += 1799
    url = urls.find(path)
    assert (url.person, url.uses_left) == (DANA, 5)
    url.uses_left = 0
    with pytest.raises(Refusal, match="used_url"):
        urls.find(path)
    seconds.now += 2
    with pytest.raises(Refusal, match="expired_url"):
        urls.find(path)


def test_a_ticket_is_good_once() -> None:
    tickets = Tickets()
    ticket = tickets.issue()
    assert [tickets.use(ticket), tickets.use(ticket), tickets.use("made up")] == [True, False, False]


def test_old_triggers_are_forgotten_in_the_end() -> None:
    triggers = Triggers()
    oldest = triggers.issue(DANA)
    for _ in range(5_000):
        triggers.issue(DANA)
    with pytest.raises(Refusal, match="invalid_trigger_id"):
        triggers.exchange(oldest)


def test_a_rate_is_a_sliding_window() -> None:
    seconds = Seconds()
    rates = RateLimits(seconds)
    assert [rates.wait("m", 2), rates.wait("m", 2), rates.wait("other", 2)] == [0.0, 0.0, 0.0]
    assert rates.wait("m", 2) == 60.0
    seconds.now += 60
    assert rates.wait("m", 2) == 0.0


def test_what_is_shown_has_no_secrets_and_no_endless_texts() -> None:
    shown = redacted({"token": "xoxb-1", "deep": [{"client_secret": "s", "text": "x" * 30_000}]})
    assert shown["token"] == shown["deep"][0]["client_secret"] == "(redacted)"
    assert shown["deep"][0]["text"].endswith("(30000 characters)")
