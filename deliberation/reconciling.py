"""Does a paper count add up? Slips issued = returned + missing, printed = issued + unused + void,
votes + spoiled = returned. Pure; a count that does not add up is never stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberation.casting import WRITE
from deliberation.models import Ballot, BallotKind, VoteMethod
from deliberation.slips import Piles
from village.errors import Blocker, InvalidInput


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person counted. For raised hands only `votes` is asked for."""

    votes: Mapping[str, int]
    returned: int = 0
    missing: int = 0
    unused: int = 0
    spoiled: int = 0

    @property
    def cast(self) -> int:
        return sum(self.votes.values())

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.returned, self.missing, self.unused, self.spoiled, *self.votes.values())


def plain(ballot: Ballot, sheet: Sheet, codes: Sequence[str]) -> dict[str, int]:
    """Every printed option with its number, written-in names behind; nothing off the paper."""
    votes = {code: sheet.votes.get(code, 0) for code in codes}
    for code, count in sorted(sheet.votes.items()):
        if code in votes:
            continue
        name = " ".join(code.removeprefix(WRITE).split())
        if not code.startswith(WRITE) or not ballot.write_in or not name:
            raise InvalidInput({"votes": "有一项不在票上，请按票上的选项录入。"})
        if count:
            votes[WRITE + name] = votes.get(WRITE + name, 0) + count
    return votes


def blockers(ballot: Ballot, sheet: Sheet, piles: Piles, able: int) -> list[Blocker]:
    if any(number < 0 for number in sheet.numbers):
        return [Blocker("negative-number", "张数和票数不能是负数。", remedy="核对后重新填写")]
    if ballot.method is VoteMethod.HANDS:
        return _wrong_hands(ballot, sheet, able)
    found = _wrong_slips(sheet, piles)
    valid = sheet.returned - sheet.spoiled
    if sheet.cast + sheet.spoiled > sheet.returned and ballot.kind is BallotKind.YES_NO:
        text = (
            f"各项共 {sheet.cast} 票，加上废票 {sheet.spoiled} 张，多于收回的 {sheet.returned} 张。"
        )
        found.append(Blocker("more-votes-than-slips", text, remedy="重新清点后再录"))
    elif ballot.kind is BallotKind.YES_NO and sheet.cast != valid:
        text = (
            f"收回 {sheet.returned} 张，各项共 {sheet.cast} 票、废票 {sheet.spoiled} 张，对不上。"
        )
        found.append(Blocker("votes-do-not-add-up", text, remedy="重新清点后再录"))
    elif ballot.kind is BallotKind.CHOOSE:
        found += _wrong_choice(ballot, sheet, valid)
    return found


def _wrong_slips(sheet: Sheet, piles: Piles) -> list[Blocker]:
    again = "重新清点；确实对不上的，作废这次表决，重新投票"
    found = []
    if sheet.returned > piles.issued:
        text = f"收回 {sheet.returned} 张，多于发出的 {piles.issued} 张。"
        found.append(Blocker("more-returned-than-issued", text, remedy=again))
    elif sheet.returned + sheet.missing != piles.issued:
        text = (
            f"发出 {piles.issued} 张，收回 {sheet.returned} 张、没交回 {sheet.missing} 张，对不上。"
        )
        found.append(Blocker("slips-missing", text, remedy=again))
    if sheet.unused != piles.left:
        text = (
            f"印了 {piles.printed} 张，发出 {piles.issued} 张、作废 {piles.void} 张，"
            f"应当剩 {piles.left} 张，填的是 {sheet.unused} 张。"
        )
        found.append(Blocker("unused-do-not-add-up", text, remedy=again))
    if sheet.spoiled > sheet.returned:
        text = f"废票 {sheet.spoiled} 张，多于收回的 {sheet.returned} 张。"
        found.append(Blocker("more-spoiled-than-slips", text, remedy="重新清点后再录"))
    return found


def _wrong_choice(ballot: Ballot, sheet: Sheet, valid: int) -> list[Blocker]:
    most = ballot.seats * max(0, valid)
    if sheet.cast > most:
        text = f"有效票 {valid} 张，每张最多选 {ballot.seats} 项，各项共 {sheet.cast} 票，多了。"
        return [Blocker("more-votes-than-slips", text, remedy="重新清点后再录")]
    if any(count > valid for count in sheet.votes.values()):
        text = f"有一项的票数多于有效票 {valid} 张。"
        return [Blocker("more-votes-than-slips", text, remedy="重新清点后再录")]
    if sheet.cast < valid:
        text = f"有效票 {valid} 张，各项共 {sheet.cast} 票，对不上。一项都没选的算废票。"
        return [Blocker("votes-do-not-add-up", text, remedy="重新清点后再录")]
    return []


def _wrong_hands(ballot: Ballot, sheet: Sheet, able: int) -> list[Blocker]:
    most = able * ballot.seats
    if sheet.cast <= most and all(count <= able for count in sheet.votes.values()):
        return []
    text = f"举手共 {sheet.cast} 票，多于参加表决的 {able} 人。"
    return [Blocker("too-many-votes", text, remedy="请大家再举一次手，重新数")]
