import pytest

from tests import doors

OWN = {"origin": "http://cunyi.test"}


async def status(db, clock, headers, **settings):
    visitor = await doors.browser(doors.site(db, clock, **settings))
    answer = await visitor.client.post("/text-size", data={"size": "22"}, headers=headers)
    return answer.status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", **OWN},
        {"sec-fetch-site": "nonsense"},
        {"origin": "https://evil.example"},
        {"origin": "http://cunyi.test.evil.example"},
        {"origin": "http://cunyi.test:8080"},
        {"origin": "null"},
        {"origin": "http://[::1"},
        {"referer": "https://evil.example/cunyi.test"},
        {"referer": "https://evil.example/?http://cunyi.test/"},
        {"referer": "nonsense"},
        {"origin": "https://evil.example", "host": "cunyi.test"},
    ],
)
async def test_what_another_site_sends_is_refused(db, clock, headers):
    assert await status(db, clock, headers) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        OWN,
        {"origin": "HTTP://CUNYI.TEST"},
        {"referer": "http://cunyi.test/text-size?back=/"},
        {},
    ],
)
async def test_what_our_own_pages_send_is_taken(db, clock, headers):
    assert await status(db, clock, headers) == 303


async def test_behind_a_proxy_that_changes_the_host_the_public_address_counts(db, clock):
    headers = {"origin": "https://cun.example", "host": "127.0.0.1:8000"}

    assert await status(db, clock, headers) == 403
    assert await status(db, clock, headers, public_url="https://cun.example") == 303


async def test_reading_is_free_to_everybody(db, clock):
    visitor = await doors.browser(doors.site(db, clock))

    page = await visitor.get("/text-size", headers={"sec-fetch-site": "cross-site"})

    assert page.status == 200
