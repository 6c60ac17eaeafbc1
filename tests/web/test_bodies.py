"""The form as we read it ourselves is the form as the framework reads it."""

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from web import bodies

PLAIN = "application/x-www-form-urlencoded"


def asked(body, kind=PLAIN):
    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a=1&b=2&a=3",
        b"name=%E7%8E%8B%E7%A7%80%E8%8B%B1&text=a+b%2Bc%26d%3De",
        b"empty=&alone&=nameless&last=x",
        b"broken=%E7%8E&odd=%zz&percent=%",
        b"a=1=2",
        "raw=王".encode(),
    ],
)
@pytest.mark.parametrize("kind", [PLAIN, f"{PLAIN}; charset=UTF-8"])
async def test_fields_in_their_order(body, kind):
    ours, theirs = asked(body, kind), asked(body, kind)

    read = await bodies.form_of(ours)

    assert read.multi_items() == (await theirs.form()).multi_items()
    assert await ours.form() is read


async def test_a_file_is_left_to_the_framework():
    body = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhello\r\n'
        b'--x\r\nContent-Disposition: form-data; name="t"\r\n\r\nwords\r\n--x--\r\n'
    )

    form = await bodies.form_of(asked(body, "multipart/form-data; boundary=x"))

    assert (await form["f"].read(), form["t"]) == (b"hello", "words")
    await form.close()


async def test_no_more_fields_than_anybody_needs():
    fields = ["a=1"] * bodies.MOST_FIELDS
    assert len((await bodies.form_of(asked("&".join(fields).encode()))).multi_items()) == 5000

    with pytest.raises(HTTPException) as refusal:
        await bodies.form_of(asked("&".join([*fields, "b=2"]).encode()))
    assert refusal.value.status_code == 400
