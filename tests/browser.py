"""A client that inspects every page it is shown, and fills in forms as a person would.

    browser = Browser(app)
    page = await browser.get("/v/shiqiao/")
    page = await browser.submit(page.form("/desk/shiqiao/decisions/new"), title="修路")

`get` and `post` answer as the server did; `submit` and `follow` go on to where a 303 leads.
"""

import sys
from functools import cached_property
from importlib.util import find_spec

import httpx2

from tests import inspection

if find_spec("sniffio") is None:
    # The client looks for it at every request, and Python searches all its folders each time.
    sys.modules["sniffio"] = None

BASE = "http://cunyi.test"
WRITTEN = {"text", "search", "password", "tel", "number", "date"}


class Form:
    """A form as the page shows it: where it goes and what it would send untouched.

    `typed` are the fields one writes in, `offered` the choices by field.
    """

    def __init__(self, element, path):
        self.action = element.get("action") or path
        self.method = element.get("method", "get").lower()
        self.multipart = element.get("enctype") == "multipart/form-data"
        self.values = {}
        self.offered = {}
        self.typed = set()
        self.files = []
        for field in element.all("input", "select", "textarea"):
            self._read(field)
        self.buttons = element.all("button")

    def _read(self, field):
        name = field.get("name")
        if field.tag == "textarea" or field.get("type") in WRITTEN:
            self.typed.add(name)
        if field.tag == "textarea":
            self._add(name, field.raw.removeprefix("\n"))
        elif field.tag == "select":
            options = field.all("option")
            self.offered[name] = [option.get("value") for option in options]
            chosen = [option for option in options if option.has("selected")] or options[:1]
            self._add(name, *[option.get("value") for option in chosen])
        elif field.get("type") in {"radio", "checkbox"}:
            self.offered.setdefault(name, []).append(field.get("value"))
            self._add(name, *([field.get("value")] if field.has("checked") else []))
        elif field.get("type") == "file":
            self.files.append(name)
        else:
            self._add(name, field.get("value"))

    def _add(self, name, *values):
        self.values.setdefault(name, []).extend(values)


class Page:
    """One answer. `main` is what a person reads."""

    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.path = response.url.raw_path.decode()

    @cached_property
    def root(self):
        return inspection.read(self.response.text if is_html(self.response) else "")[0]

    @property
    def title(self):
        return self.root.all("title")[0].text

    @property
    def h1(self):
        return self.root.all("h1")[0].text

    @property
    def main(self):
        return self.root.all("main")[0].text

    @property
    def links(self):
        """Text and address of every link, in order."""
        return [(link.text, link.get("href")) for link in self.root.all("a")]

    def link(self, text):
        """The address behind a link; the text must occur once."""
        found = [href for said, href in self.links if said == text]
        assert len(found) == 1, (
            f"{len(found)} links say {text!r}: {[said for said, _ in self.links]}"
        )
        return found[0]

    @property
    def errors(self):
        """Field name to the sentence beside it."""
        return {
            found.get("id").removesuffix("-error"): found.text.removeprefix("出错：")
            for found in self.root.all("p")
            if found.get("class") == "error"
        }

    @property
    def boxes(self):
        """The texts of the boxes: what is missing, what to mind, what went well."""
        return [found.text for found in self.root.walk() if "box" in found.get("class").split()]

    @property
    def forms(self):
        return [Form(found, self.path) for found in self.root.all("form")]

    def form(self, action=None):
        """The form that goes to `action`; without one, the only form inside main."""
        if action is None:
            found = [Form(form, self.path) for form in self.root.all("main")[0].all("form")]
        else:
            found = [form for form in self.forms if form.action == action]
        assert len(found) == 1, f"{len(found)} such forms: {[form.action for form in self.forms]}"
        return found[0]


class Browser:
    def __init__(self, app, *, address="203.0.113.9"):
        transport = httpx2.ASGITransport(app=app, client=(address, 40000))
        self.client = httpx2.AsyncClient(transport=transport, base_url=BASE)

    async def get(self, path, **options):
        return self._seen(await self.client.get(path, **options))

    async def post(self, path, values=None, files=None, **options):
        headers = {"origin": BASE} | options.pop("headers", {})
        sent = await self.client.post(path, data=values, files=files, headers=headers, **options)
        return self._seen(sent)

    async def follow(self, page):
        while page.status == 303:
            page = await self.get(page.response.headers["location"])
        return page

    async def submit(self, form, *, files=None, **changed):
        """Send the form with these fields changed, a list for several, None for none; go on.

        `files` is a list of (field, (file name, bytes)); file fields left out are sent empty.
        """
        values = form.values | {name: _listed(value) for name, value in changed.items()}
        unknown = set(changed) - set(form.values) - set(form.offered)
        assert unknown == set(), f"the form has no {unknown}, only {sorted(form.values)}"
        sent = {name: value for name, value in values.items() if value}
        if form.method == "get":
            return await self.get(form.action, params=sent)
        return await self.follow(await self.post(form.action, sent, _parts(form, files or [])))

    async def close(self):
        await self.client.aclose()

    def _seen(self, response):
        if is_html(response) and response.text:
            found = inspection.faults(response.text)
            assert found == [], f"{response.request.method} {response.url}: {found}"
        return Page(response)


def is_html(response):
    return response.headers.get("content-type", "").startswith("text/html")


def _listed(value):
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _parts(form, files):
    """As a browser sends them: also the file fields in which nothing was chosen."""
    if not form.multipart:
        return None
    given = {name for name, _ in files}
    assert given <= set(form.files), f"the form takes files only as {form.files}"
    return files + [(name, ("", b"")) for name in form.files if name not in given]
