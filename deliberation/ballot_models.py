"""Rows of a vote in a meeting: the ballot, who took part, what was counted; slips and papers.

A secret ballot never holds voter and choice in one row: `Turnout` says who took part and by
which channel, `Tally` how many chose what; neither carries a time.
"""

from tortoise import fields

from deliberation.meeting_models import AgendaItem, Meeting, VoteMethod
from village.models import Person, RollEntry, Village
from village.naming import Named
from village.rows import Row, link, maybe


class BallotKind(Named):
    YES_NO = "yes_no", "同意、反对、弃权"
    CHOOSE = "choose", "选人或选项"


class BallotStage(Named):
    READY = "ready", "已备好，还没有开始"
    OPEN = "open", "正在表决"
    CLOSING = "closing", "已停止投票，等监督成员确认"
    CLOSED = "closed", "已截止，正在计票"
    DECLARED = "declared", "已宣布结果"
    VOID = "void", "作废"


class Channel(Named):
    PHONE = "phone", "手机"
    SLIP = "slip", "纸票"


class SlipState(Named):
    PRINTED = "printed", "已印"
    VOID = "void", "印坏作废"


class Ballot(Row):
    """One vote on one agenda item. `seats` is k of choose-k-of-n.

    `roll_digest` is the roll as it stood when the vote opened; `here` the entries of those who
    were there (or had taken part) when it was stopped: the heads it is measured by.
    """

    village: Village = link("Village", "ballots")
    village_id: int
    meeting: Meeting = link("Meeting", "ballots")
    meeting_id: int
    item: AgendaItem = link("AgendaItem", "ballots")
    item_id: int
    kind = fields.CharEnumField(BallotKind, max_length=20)
    method = fields.CharEnumField(VoteMethod, max_length=20)
    question = fields.CharField(120)
    seats = fields.IntField(default=1)
    write_in = fields.BooleanField(default=False)
    stage = fields.CharEnumField(BallotStage, max_length=20, default=BallotStage.READY)
    slips_printed = fields.IntField(default=0)
    opened_at = fields.DatetimeField(null=True)
    roll_digest = fields.CharField(64, default="")
    here = fields.TextField(default="")
    present_at_close = fields.IntField(null=True)
    stopped_at = fields.DatetimeField(null=True)
    stopped_by: Person | None = maybe("Person", "ballots_stopped")
    stopped_by_id: int | None
    closed_at = fields.DatetimeField(null=True)
    closed_by: Person | None = maybe("Person", "ballots_closed")
    closed_by_id: int | None
    declared_at = fields.DatetimeField(null=True)
    digest = fields.CharField(64, default="")
    salt = fields.CharField(32, default="")
    voided_why = fields.CharField(300, default="")

    class Meta:
        table = "ballot"
        indexes = (("meeting_id",), ("item_id",), ("village_id", "stage"))


class BallotOption(Row):
    """同意 反对 弃权, or a name to choose; `code` is what a form sends."""

    ballot: Ballot = link("Ballot", "options")
    ballot_id: int
    code = fields.CharField(20)
    label = fields.CharField(60)
    position = fields.IntField()

    class Meta:
        table = "ballot_option"
        unique_together = (("ballot", "code"),)


class Turnout(Row):
    """Somebody on the roll has taken part: by phone, or by taking a slip. Once."""

    ballot: Ballot = link("Ballot", "turnouts")
    ballot_id: int
    entry: RollEntry = link("RollEntry", "turnouts")
    entry_id: int
    channel = fields.CharEnumField(Channel, max_length=10)

    class Meta:
        table = "turnout"
        unique_together = (("ballot", "entry"),)


class Tally(Row):
    """How many chose this on the phone. Grows by one; holds no voter, no time, no order."""

    ballot: Ballot = link("Ballot", "tallies")
    ballot_id: int
    option = fields.CharField(80)
    votes = fields.IntField(default=0)

    class Meta:
        table = "tally"
        unique_together = (("ballot", "option"),)


class NamedVote(Row):
    """记名: the choice beside the name, as the open method says it shall be."""

    ballot: Ballot = link("Ballot", "named_votes")
    ballot_id: int
    entry: RollEntry = link("RollEntry", "named_votes")
    entry_id: int
    option = fields.CharField(80)

    class Meta:
        table = "named_vote"
        unique_together = (("ballot", "entry", "option"),)


class Slip(Row):
    """A printed paper slip. Never tied to a voter: issuing counts, it does not name."""

    ballot: Ballot = link("Ballot", "slips")
    ballot_id: int
    serial = fields.CharField(16)
    digest = fields.CharField(64)
    state = fields.CharEnumField(SlipState, max_length=10, default=SlipState.PRINTED)

    class Meta:
        table = "slip"
        unique_together = (("ballot", "serial"), ("ballot", "digest"))


class PaperSheet(Row):
    """One person's entry of the paper count (or of raised hands). Never edited."""

    ballot: Ballot = link("Ballot", "sheets")
    ballot_id: int
    round = fields.IntField()
    counter: Person = link("Person", "sheets_counted")
    counter_id: int
    returned = fields.IntField()
    unused = fields.IntField()
    missing = fields.IntField()
    spoiled = fields.IntField()
    votes = fields.TextField()
    entered_at = fields.DatetimeField()

    class Meta:
        table = "paper_sheet"
        unique_together = (("ballot", "round", "counter"),)


class MeetingDocument(Row):
    """A paper attached to a meeting or to one of its matters, stored by digest outside the
    database. Taken down it stays, with who did it and why."""

    village: Village = link("Village", "meeting_documents")
    village_id: int
    meeting: Meeting = link("Meeting", "documents")
    meeting_id: int
    item: AgendaItem | None = maybe("AgendaItem", "documents")
    item_id: int | None
    name = fields.CharField(120)
    suffix = fields.CharField(8)
    digest = fields.CharField(64)
    size = fields.IntField()
    kept_at = fields.DatetimeField()
    kept_by: Person | None = maybe("Person", "meeting_documents")
    kept_by_id: int | None
    hidden_at = fields.DatetimeField(null=True)
    hidden_why = fields.CharField(200, default="")
    hidden_by: Person | None = maybe("Person", "meeting_documents_hidden")
    hidden_by_id: int | None

    class Meta:
        table = "meeting_document"
        indexes = (("meeting_id",),)


class MinutesSignature(Row):
    """Somebody who must sign has confirmed the minutes on his own device."""

    meeting: Meeting = link("Meeting", "signatures")
    meeting_id: int
    person: Person = link("Person", "minutes_signed")
    person_id: int
    digest = fields.CharField(64)
    signed_at = fields.DatetimeField()

    class Meta:
        table = "minutes_signature"
        unique_together = (("meeting", "person"),)
