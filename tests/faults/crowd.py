"""Voters with phones on a bad line: each sends its vote, hears an answer or hears nothing.

Whatever was answered is remembered; what was told to be in must be in, whatever happened after.
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.faults.town import SECRET, Town, Voter
from web import once

PHONE, SLIP = "phone", "slip"
FIRST = {PHONE: "/ballots/{town.ballot}", SLIP: "?done={voter.entry}"}
"""How the address ends to which one is sent whose vote was counted by this very request."""

DONE_BEFORE = "这一步已经办好了"
NOT_NOW = (
    "系统现在存不上，这一步没有生效。请稍后再试一次。",
    "系统现在查不到数据。请稍后再试一次。",
    "不能确定这一步存上没有。请再交一次，存上了的不会重复。",
)
AT_ONCE = 24  # phones in the air at the same time


Try = tuple[Voter, str]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    place: str
    text: str

    @property
    def is_in(self) -> bool:
        """Does the voter now believe that the vote is in?"""
        return self.status == 303 or (self.status == 200 and DONE_BEFORE in self.text)

    @property
    def not_now(self) -> bool:
        return self.status == 503 and any(words in self.text for words in NOT_NOW)


@dataclass(slots=True)
class Crowd:
    """`told` are those who heard that they are in, `first` by which channel if it was this one
    that counted; `forms` the last form each had sent."""

    town: Town
    told: set[int] = field(default_factory=set)
    first: dict[int, str] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)
    strange: list[Answer] = field(default_factory=list)
    forms: dict[tuple[int, str], str] = field(default_factory=dict)

    def waiting(self) -> list[Voter]:
        found = [one for one in self.town.voters if one.entry not in self.told]
        random.shuffle(found)
        return found

    def repeating(self, count: int) -> list[Voter]:
        """Some who are in, and try again."""
        found = [one for one in self.town.voters if one.entry in self.told]
        return random.sample(found, min(count, len(found)))

    async def vote(
        self,
        ports: Iterable[int],
        voters: Iterable[Voter],
        each: Callable[[Answer], None] = lambda _: None,
        at_once: int = AT_ONCE,
    ) -> None:
        """Until everybody tried once, or nobody answers any more."""
        tries = [(one, PHONE) for one in voters]
        tries += [(one, SLIP) for one, _ in tries if one.on_paper]
        random.shuffle(tries)
        queue, ways = deque(tries), list(ports)
        lines = [self._line(ways[place % len(ways)], queue, each) for place in range(at_once)]
        await asyncio.gather(*lines)

    async def _line(self, port: int, queue: deque[Try], each: Callable[[Answer], None]) -> None:
        """One connection after another has gone is not opened again: the server is dead."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return
        try:
            while queue:
                voter, channel = queue.popleft()
                writer.write(self.request(voter, channel))
                answer = await heard(reader)
                self._remember(voter, channel, answer)
                each(answer)
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    def _remember(self, voter: Voter, channel: str, answer: Answer) -> None:
        if answer.is_in:
            self.told.add(voter.entry)
            if answer.place.endswith(FIRST[channel].format(voter=voter, town=self.town)):
                self.first.setdefault(voter.entry, channel)
        elif answer.not_now:
            self.refused[voter.entry] += 1
        else:
            self.strange.append(answer)

    def request(self, voter: Voter, channel: str) -> bytes:
        """The last look's form: the one sent before once more, or a new one, as people do.

        Who knows that he is in tries to change his mind.
        """
        form = self.forms.get((voter.entry, channel))
        if voter.entry in self.told:
            form = self._form(voter, channel, "no" if voter.choice == "yes" else "yes")
        elif form is None or random.random() < 0.5:
            form = self._form(voter, channel, voter.choice)
            self.forms[voter.entry, channel] = form
        if channel == SLIP:
            path = f"/desk/liuwan/ballots/{self.town.ballot}/slips/{voter.entry}"
            return posted(path, self.town.desk.token, form)
        return posted(f"/v/liuwan/ballots/{self.town.ballot}", voter.token, form)

    def _form(self, voter: Voter, channel: str, choice: str) -> str:
        who = self.town.desk if channel == SLIP else voter
        key = once.mint(SECRET, f"session:{who.session}", self.town.now())
        return urlencode({once.FIELD: key, **({} if channel == SLIP else {"choice": choice})})


def posted(path: str, token: str, body: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        f"Cookie: cunyi={token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def heard(reader: asyncio.StreamReader) -> Answer:
    """A whole answer; half of one is nothing."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
    body = await reader.readexactly(int(fields["content-length"]))
    return Answer(int(lines[0].split()[1]), fields.get("location", ""), body.decode())


async def asked(port: int, path: str, token: str) -> Answer:
    """One page, as a phone asks for it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    words = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: cunyi={token}\r\n\r\n"
    writer.write(words.encode())
    answer = await heard(reader)
    writer.close()
    return answer
