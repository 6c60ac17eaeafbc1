"""One small form as a page: what is asked, why, the fields, one button.

Pages that ask for little say it in words and share one template; what was typed comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from village.errors import Blocked, InvalidInput
from web import forms, retyped
from web.finding import Candidates
from web.forms import Filled
from web.render import render
from web.strip import Link

TEMPLATE = "bylaw_desk/ask.html"
FieldKind = Literal["text", "long", "number", "day", "radios", "boxes", "select", "hidden"]


@dataclass(frozen=True, slots=True)
class Field:
    kind: FieldKind
    name: str
    label: str = ""
    hint: str = ""
    options: Sequence[object] = ()
    rows: int = 5
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """`search`: a person is looked for first, and the form follows when somebody is found."""

    title: str
    action: str
    button: str
    back: Link
    fields: tuple[Field, ...] = ()
    lead: tuple[str, ...] = ()
    mind: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    quoted: str = ""
    search: Candidates | None = None
    search_at: str = ""


def ask(request: Request, asked: Asked, form: Filled | None = None) -> Response:
    context = {"asked": asked, "form": form or forms.blank(), "blockers": ()}
    return render(request, TEMPLATE, context)


def again(
    request: Request, asked: Asked, form: FormData, refusal: InvalidInput | Blocked
) -> Response:
    return retyped.again(request, TEMPLATE, {"asked": asked}, form, refusal)
