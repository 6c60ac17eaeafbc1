"""Why a deed is refused. Every refusal says what is wrong, on what basis, and what to do next.

Refusal
├── NotFound       not there, or not yours: the two look the same
├── NotPermitted   your office may not
├── Blocked        not now: a list of blockers, each with basis and remedy
│   └── Stale      somebody else was faster
├── InvalidInput   the form as typed, with all its mistakes
├── Repeated       this very form was sent before, and the deed is done
├── TooLarge       more than we take
├── TooOften       tried too often; says when to come back
└── NotReady       the server cannot store now; nothing was kept
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that is missing. `code` is for tests and statistics, never shown."""

    code: str
    text: str
    basis: str = ""
    remedy: str = ""


class Refusal(Exception):
    """The root of everything a deed may answer instead of doing it."""


class NotFound(Refusal):
    """`what` completes 没有找到……"""

    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}。")
        self.what = what


class NotPermitted(Refusal):
    """`deed` completes 您现在的身份不能……"""

    def __init__(self, deed: str) -> None:
        super().__init__(f"您现在的身份不能{deed}。")
        self.deed = deed


class Blocked(Refusal):
    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__("；".join(found.text for found in blockers))
        self.blockers = tuple(blockers)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(found.code for found in self.blockers)


class Stale(Blocked):
    """The thing changed between looking and acting."""

    def __init__(self, what: str) -> None:
        blocker = Blocker(
            "stale",
            f"{what}刚刚被别人改动过，您的操作没有生效。",
            remedy="刷新页面看看现在的情况，再决定要不要重做",
        )
        super().__init__([blocker])


class InvalidInput(Refusal):
    """Field name → sentence; `""` is the form as a whole."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("；".join(fields.values()))
        self.fields = dict(fields)


class Repeated(Refusal):
    """Not a fault: the first sending did it."""

    def __init__(self) -> None:
        super().__init__("这一步已经办好了，不用再交一次。")


class TooLarge(Refusal):
    def __init__(self, text: str = "传上来的内容太大了，没有保存。") -> None:
        super().__init__(text)


class TooOften(Refusal):
    def __init__(self, seconds: int, text: str = "试得太频繁了。") -> None:
        super().__init__(text)
        self.seconds = seconds


class NotReady(Refusal):
    def __init__(self, text: str = "系统现在存不上，这一步没有生效。请稍后再试一次。") -> None:
        super().__init__(text)
