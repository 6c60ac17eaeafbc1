"""Reads an HTML page into elements and says what is wrong with it.

One list of rules for every page that any test opens; each fault says what to do.
"""

import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
FIELDS = {"input", "select", "textarea"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
OWN_HOSTS = {"", "cunyi.test", "127.0.0.1", "localhost"}
KEYLESS = {"/text-size"}
VALUE = re.compile(r' value="[^"]+"')
REFERENCES = {"aria-describedby", "aria-labelledby", "list"}
ADDRESSES = {"src", "href", "action", "formaction", "srcset"}

_clean = set()


class Element:
    """`page` lists all elements of the page in order: those from `at` to `end` are inside."""

    def __init__(self, tag, attributes, parent, page):
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children = []
        self.page = page
        self.at = self.end = len(page) + 1

    def get(self, name, default=""):
        value = self.attributes.get(name, default)
        return "" if value is None else value

    def has(self, name):
        return name in self.attributes

    @property
    def text(self):
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join("".join(parts).split())

    @property
    def raw(self):
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    def walk(self):
        return self.page[self.at : self.end]

    def all(self, *tags):
        return [found for found in self.walk() if found.tag in tags]

    def inside(self, tag):
        above = self.parent
        while above is not None and above.tag != tag:
            above = above.parent
        return above


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.page = []
        self.root = self.open = Element("", {}, None, self.page)
        self.root.at = 0
        self.faults = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if len(attributes) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        made = Element(tag, attributes, self.open, self.page)
        self.open.children.append(made)
        self.page.append(made)
        if tag not in VOID:
            self.open = made

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.open.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open.tag}>: close elements in order")
            return
        self.open.end = len(self.page)
        self.open = self.open.parent

    def handle_data(self, data):
        self.open.children.append(data)


def read(html):
    """The page as a tree, and what was already wrong with its tags."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    if builder.open is not builder.root:
        builder.faults.append(f"<{builder.open.tag}> is never closed")
    while builder.open is not None:
        builder.open.end = len(builder.page)
        builder.open = builder.open.parent
    return builder.root, builder.faults


def faults(html):
    """Every rule that the page breaks, one sentence each.

    A page that differs from a clean one only in what its fields hold is clean.
    """
    digest = hashlib.sha256(VALUE.sub(' value="…"', html).encode()).digest()
    if digest in _clean:
        return []
    root, found = read(html)
    rules = (_frame, _ids, _labels, _nothing_inline, _nothing_foreign, _keys, _tables, _images)
    found += [fault for rule in rules for fault in rule(root)]
    if not found:
        _clean.add(digest)
    return found


def _frame(root):
    titles = [title for title in root.all("title") if title.inside("svg") is None]
    headings, mains, pages = root.all("h1"), root.all("main"), root.all("html")
    if len(headings) != 1:
        yield f"{len(headings)} h1 elements: have exactly one"
    if len(mains) != 1:
        yield f"{len(mains)} main elements: have exactly one"
    if [page.get("lang") for page in pages] != ["zh-CN"]:
        yield "html needs lang=zh-CN"
    if not titles or (headings and not titles[0].text.startswith(headings[0].text)):
        yield "the title must begin with the text of the h1"
    if headings and not headings[0].text:
        yield "the h1 is empty"


def _ids(root):
    ids = Counter(found.get("id") for found in root.walk() if found.has("id"))
    for name in sorted(name for name, count in ids.items() if count > 1):
        yield f"id {name} is used more than once"
    for found in root.walk():
        for reference in found.attributes.keys() & REFERENCES:
            for name in found.get(reference).split():
                if name not in ids:
                    yield f"{reference} names {name}, which is not there"
        href = found.get("href")
        if found.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"a link goes to {href}, which is not there"


def _labels(root):
    targets = {label.get("for") for label in root.all("label") if label.text}
    for field in root.all(*FIELDS):
        if field.get("type") in UNLABELLED:
            continue
        within = field.inside("label")
        named = field.get("id") in targets or field.get("aria-label")
        if not named and not (within is not None and within.text):
            yield f"field {field.get('name')} has no label"
    for group in root.all("fieldset"):
        legends = [child for child in group.children if getattr(child, "tag", "") == "legend"]
        if not legends or not legends[0].text:
            yield "a fieldset has no legend"
    for button in root.all("button", "a"):
        if not button.text and not button.get("aria-label") and not button.all("img", "svg"):
            yield f"an empty <{button.tag}>: say what it does"


def _nothing_inline(root):
    for found in root.walk():
        if found.tag == "style" or found.has("style"):
            yield f"<{found.tag}> has an inline style: put it into site.css"
        if found.tag == "script" and (not found.has("src") or found.raw.strip()):
            yield "an inline script: put it into web/static"
        if any(name[:2] == "on" for name in found.attributes):
            yield f"<{found.tag}> has an inline handler"
        if found.tag == "meta" and found.get("http-equiv").lower() == "refresh":
            yield "a page must not jump by itself"


def _nothing_foreign(root):
    for found in root.walk():
        for name in found.attributes.keys() & ADDRESSES:
            address = found.get(name)
            if address.strip().lower().startswith("javascript:"):
                yield f"<{found.tag}> runs a script address"
            if urlsplit(address).scheme in {"http", "https"} or address.startswith("//"):
                host = urlsplit(address).hostname or ""
                if host not in OWN_HOSTS:
                    yield f"<{found.tag}> asks the foreign host {host}"


def _keys(root):
    for form in root.all("form"):
        if form.get("method").lower() != "post" or form.get("action") in KEYLESS:
            continue
        keys = [field.get("value") for field in form.all("input") if field.get("name") == "_key"]
        if len(keys) != 1 or not keys[0]:
            yield f"form {form.get('action')} needs one one-time key: key_field(keys())"
        sends_files = any(field.get("type") == "file" for field in form.all("input"))
        if sends_files and form.get("enctype") != "multipart/form-data":
            yield f"form {form.get('action')} sends files: give it enctype"


def _tables(root):
    for table in root.all("table"):
        if not any(caption.text for caption in table.all("caption")):
            yield "a table has no caption"


def _images(root):
    for image in root.all("img"):
        if not image.has("alt"):
            yield f"image {image.get('src')} has no alt"
        if not (image.get("width") and image.get("height")):
            yield f"image {image.get('src')} has no width and height: the page would jump"
