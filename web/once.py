"""One-time keys of forms: signed, bound to the session, good for a day, spent by the deed.

The same form sent again is answered with the place where the first one led.
"""

import base64
import hashlib
import hmac
import os
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from village import keys
from village.onetime import FormKey

FIELD = "_key"
NOBODY = "nobody"  # what a visitor's forms are bound to
LASTS = timedelta(days=1)
NONCE = 16
STAMP = 6
SEAL = 16
LENGTH = NONCE + STAMP + SEAL
REMEMBERED = 4096


class StaleForm(Exception):
    """The form's key is missing, forged, from another session or too old."""


def mint(secret: str, bound_to: str, now: datetime) -> str:
    """A fresh key. Nothing is stored: a page view writes nothing."""
    body = os.urandom(NONCE) + int(now.timestamp()).to_bytes(STAMP, "big")
    return base64.urlsafe_b64encode(body + _seal(secret, bound_to, body)).rstrip(b"=").decode()


def read(text: str, secret: str, bound_to: str, now: datetime) -> FormKey:
    """The key as presented, or `StaleForm`."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as failure:
        raise StaleForm from failure
    body, seal = raw[:-SEAL], raw[-SEAL:]
    if len(raw) != LENGTH or not hmac.compare_digest(seal, _seal(secret, bound_to, body)):
        raise StaleForm
    made = datetime.fromtimestamp(int.from_bytes(body[NONCE:], "big"), UTC)
    # A key from the future is ours all the same: the clock was set back while somebody filled in.
    if abs(now - made) > LASTS:
        raise StaleForm
    return FormKey(hashlib.sha256(body).hexdigest(), now)


def _seal(secret: str, bound_to: str, body: bytes) -> bytes:
    whole = bound_to.encode() + b"\x00" + body
    return hmac.digest(keys.derived(secret, "form-keys/v1"), whole, "sha256")[:SEAL]


class Places:
    """Where the answers to spent keys led. Lost with the process; then a page says it is done."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, str] = OrderedDict()

    def remember(self, key: FormKey, place: str) -> None:
        self._places[key.digest] = place
        while len(self._places) > REMEMBERED:
            self._places.popitem(last=False)

    def place(self, key: FormKey) -> str | None:
        return self._places.get(key.digest)
