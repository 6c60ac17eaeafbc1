"""A refused form comes back as typed: with its mistakes, or with what stands against it."""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from village.errors import Blocked, InvalidInput
from web import forms
from web.errors import status_of
from web.render import render


def again(
    request: Request,
    template: str,
    context: Mapping[str, object],
    form: FormData,
    refusal: InvalidInput | Blocked,
) -> Response:
    """The same page with `form` as typed; `blockers` stand above it, mistakes beside the fields."""
    mistakes = refusal.fields if isinstance(refusal, InvalidInput) else {}
    blockers = refusal.blockers if isinstance(refusal, Blocked) else ()
    shown = {**context, "form": forms.filled(form, mistakes), "blockers": blockers}
    return render(request, template, shown, status=status_of(refusal))


REFUSED = (InvalidInput, Blocked)
