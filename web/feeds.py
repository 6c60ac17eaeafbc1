"""The board for programs: JSON Feed 1.1 and Atom. The same papers as the page, nothing more."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from village.models import Village
from web.pages.papers import Paper
from web.wording import full_day

ATOM = "http://www.w3.org/2005/Atom"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def title_of(village: Village) -> str:
    return f"{village.name}公开栏"


def json_feed(village: Village, papers: Sequence[Paper], public_url: str) -> str:
    here = f"{public_url}/v/{village.code}"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title_of(village),
        "home_page_url": f"{here}/board",
        "feed_url": f"{here}/board.json",
        "language": "zh-CN",
        "authors": [{"name": f"{village.name}村民委员会"}],
        "items": [_item(here, paper) for paper in papers],
    }
    return json.dumps(feed, ensure_ascii=False)


def _item(here: str, paper: Paper) -> dict[str, object]:
    notice = paper.notice
    return {
        "id": f"{here}/notices/{notice.id}",
        "url": f"{here}/notices/{notice.id}",
        "title": paper.name,
        "content_text": notice.body,
        "summary": period(paper),
        "date_published": stamp(notice.posted_at),
        "tags": [notice.kind.label],
        "_cunyi": {
            "kind": str(notice.kind),
            "paper_title": notice.title,
            "first_day": notice.first_day.isoformat(),
            "last_day": notice.last_day.isoformat(),
        },
    }


def period(paper: Paper) -> str:
    notice = paper.notice
    last = full_day(notice.last_day)
    return f"{notice.kind.label}：{full_day(notice.first_day)}贴出，{last}期满。"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def atom(village: Village, papers: Sequence[Paper], public_url: str) -> bytes:
    here = f"{public_url}/v/{village.code}"
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    _say(feed, "id", f"{here}/board")
    _say(feed, "title", title_of(village))
    latest = max((paper.notice.posted_at for paper in papers), default=LONG_AGO)
    _say(feed, "updated", stamp(latest))
    SubElement(feed, "link", rel="alternate", type="text/html", href=f"{here}/board")
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=f"{here}/board.atom")
    _say(SubElement(feed, "author"), "name", f"{village.name}村民委员会")
    for paper in papers:
        _entry(feed, here, paper)
    text: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def _entry(feed: Element, here: str, paper: Paper) -> None:
    notice = paper.notice
    entry = SubElement(feed, "entry")
    _say(entry, "id", f"{here}/notices/{notice.id}")
    _say(entry, "title", paper.name)
    _say(entry, "updated", stamp(notice.posted_at))
    _say(entry, "published", stamp(notice.posted_at))
    place = f"{here}/notices/{notice.id}"
    SubElement(entry, "link", rel="alternate", type="text/html", href=place)
    SubElement(entry, "category", term=str(notice.kind), label=notice.kind.label)
    _say(entry, "summary", period(paper))
    content = SubElement(entry, "content", type="text")
    content.text = NOT_XML.sub("", notice.body)


def _say(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = NOT_XML.sub("", text)
