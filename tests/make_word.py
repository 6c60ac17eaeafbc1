"""Word files written by hand, part by part: what Word writes and no library makes by itself."""

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def word(body, numbering="", styles="", **parts):
    """`body`, `numbering` and `styles` without their outermost element."""
    files = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        **{name.replace("__", "/"): content for name, content in parts.items()},
    }
    return packed(files)


def packed(files):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def inserted(text):
    return f'<w:ins w:id="1" w:author="甲">{run(text)}</w:ins>'


def deleted(text):
    return f'<w:del w:id="2" w:author="甲"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def paragraph(*pieces, list_=None, level=0, style="", gone=False):
    """`gone`: the paragraph's own end is struck, so that it runs into the next."""
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_ is not None:
        inner += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
    if gone:
        inner += '<w:rPr><w:del w:id="3" w:author="甲"/></w:rPr>'
    runs = "".join(piece if piece.startswith("<") else run(piece) for piece in pieces)
    return f"<w:p><w:pPr>{inner}</w:pPr>{runs}</w:p>"


def table(*rows):
    return f"<w:tbl>{''.join(map(row, rows))}</w:tbl>"


def row(cells):
    gone = "<w:trPr><w:del w:id='4' w:author='甲'/></w:trPr>" if cells[0] is None else ""
    return f"<w:tr>{gone}{''.join(f'<w:tc>{cell(one)}</w:tc>' for one in cells if one)}</w:tr>"


def cell(text):
    if text == "merged":
        return "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    return "".join(map(paragraph, text.split("\n")))


def levels(*patterns, number="0", link=""):
    """One abstract list: (form, pattern) for each level, or (form, pattern, start)."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{(*one, 1)[2]}"/>'
        f'<w:numFmt w:val="{one[0]}"/><w:lvlText w:val="{one[1]}"/></w:lvl>'
        for depth, one in enumerate(patterns)
    )
    linked = f'<w:numStyleLink w:val="{link}"/>' if link else ""
    return f'<w:abstractNum w:abstractNumId="{number}">{linked}{inner}</w:abstractNum>'


def list_(number, abstract="0", restart=None):
    again = (
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{restart}"/></w:lvlOverride>'
        if restart is not None
        else ""
    )
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{again}</w:num>'


def style(name, *, called="", based="", list_=""):
    numbered = f'<w:pPr><w:numPr><w:numId w:val="{list_}"/></w:numPr></w:pPr>' if list_ else ""
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:styleId="{name}"><w:name w:val="{called or name}"/>{on}{numbered}</w:style>'
