"""A matter's public record for programs: numbers, verdicts, papers and days, and no names.

`case` is what the law was asked and `ruling` what it answered, so that anyone may ask again.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from deliberation.dossier import Sitting
from deliberation.models import Decision
from deliberation.queries import PublicMatter, case_of
from publicity import privacy
from publicity.models import Notice
from village import clock
from village.models import LedgerEntry

Json = dict[str, Any]


def matter(found: PublicMatter, seal: LedgerEntry | None, public_url: str) -> Json:
    decision = found.decision
    here = f"{public_url}/v/{decision.village.code}"
    return {
        "url": f"{here}/decisions/{decision.id}",
        "village": {"code": decision.village.code, "name": decision.village.name},
        **_decision(decision),
        "profile": {"code": decision.profile_code, "digest": decision.profile_digest},
        "delegation": _delegation(found),
        "preparation": _preparation(found),
        "sittings": [_sitting(found, one) for one in found.sittings],
        "resolution": privacy.hidden(found.resolution),
        "notices": _notices(found, here),
        "works": _works(found),
        "seal": None if seal is None else {"line": seal.seq + 1, "head": seal.head},
    }


def _decision(decision: Decision) -> Json:
    return {
        "id": decision.id,
        "number": decision.number,
        "title": decision.title,
        "summary": privacy.hidden(decision.summary),
        "matter": str(decision.kind),
        "matter_label": decision.kind.label,
        "body": str(decision.body),
        "unit": str(decision.unit),
        "group": decision.group.name if decision.group else None,
        "source": str(decision.source),
        "stage": str(decision.stage),
        "stage_label": decision.stage.label,
        "merge_first_two": decision.merge_first_two,
        "budget_cents": decision.budget_cents,
        "opened_on": _day(clock.local_date(decision.opened_at)),
        "ended_on": _day_of(decision.ended_at),
        "ended_why": decision.ended_why,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day_of(at: datetime | None) -> str | None:
    return None if at is None else _day(clock.local_date(at))


def _delegation(found: PublicMatter) -> Json | None:
    one = found.delegation
    if one is None:
        return None
    return {
        "way": str(one.way),
        "matters": one.matters.split(","),
        "given_on": _day(one.given_on),
        "ends_on": _day(one.ends_on),
        "revoked_on": _day(one.revoked_on),
    }


def _preparation(found: PublicMatter) -> Json:
    legal, risk, review = found.legal, found.risk, found.review
    return {
        "canvasses": [
            {
                "way": str(one.way),
                "began_on": _day(one.began_on),
                "ended_on": _day(one.ended_on),
                "asked": one.asked,
                "agreed": one.agreed,
                "opposed": one.opposed,
            }
            for one in found.canvasses
        ],
        "legal": None if legal is None else _said(str(legal.view), legal.given_at),
        "risk": None if risk is None else _said(str(risk.level), risk.recorded_at),
        "township": None
        if review is None
        else {
            **_said(None if review.view is None else str(review.view), review.given_at),
            "due_on": _day(review.due_on),
        },
    }


def _said(view: str | None, at: datetime | None) -> Json:
    return {"view": view, "on": _day_of(at)}


def _sitting(found: PublicMatter, sitting: Sitting) -> Json:
    item, meeting = sitting.item, sitting.item.meeting
    return {
        "step": str(item.step),
        "body": str(meeting.body),
        "day": _day(sitting.day),
        "starts_at": meeting.starts_at.isoformat(),
        "recorded_at": None if meeting.recorded_at is None else meeting.recorded_at.isoformat(),
        "late": bool(meeting.late_reason),
        "notified_on": _day(meeting.notified_on),
        "entitled": meeting.entitled,
        "present": meeting.present,
        "recused": found.recused.get(item.id, 0),
        "method": None if item.method is None else str(item.method),
        "yes": item.yes,
        "no": item.no,
        "abstain": item.abstain,
        "spoiled": item.spoiled,
        "verdict": item.verdict,
        "case": _case(found, sitting),
        "ruling": dict(sitting.ruling),
    }


def _case(found: PublicMatter, sitting: Sitting) -> Mapping[str, Any]:
    """Ready for `run.py rules verdict`: those who stepped out have left the heads already."""
    return asdict(case_of(found, sitting))


def _notices(found: PublicMatter, here: str) -> list[Json]:
    hanging = [one.notice for one in found.dossier.postings.values()]
    papers = sorted([*hanging, *found.dossier.withdrawn], key=lambda one: one.id)
    return [_notice(one, here) for one in papers]


def _notice(notice: Notice, here: str) -> Json:
    return {
        "url": f"{here}/notices/{notice.id}",
        "kind": str(notice.kind),
        "title": notice.title,
        "first_day": _day(notice.first_day),
        "days": notice.days,
        "last_day": _day(notice.last_day),
        "withdrawn_on": _day_of(notice.withdrawn_at),
        "digest": notice.digest,
    }


def _works(found: PublicMatter) -> Json | None:
    works = found.dossier.works
    if works is None:
        return None
    return {
        "doer": works.doer,
        "budget_cents": works.budget_cents,
        "spent_cents": works.spent_cents,
        "began_on": _day(works.began_on),
        "due_on": _day(works.due_on),
        "finished_on": _day(works.finished_on),
        "accepted_on": _day(works.accepted_on),
        "milestones": [
            {"title": one.title, "due_on": _day(one.due_on), "done_on": _day(one.done_on)}
            for one in found.dossier.milestones
        ],
        "changes": [
            {"what": one.what, "why": one.why, "stage": str(one.stage)}
            for one in found.dossier.changes
        ],
    }
