"""QR codes as small inline SVG: one path of dark runs, no image library, sharp on paper."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

QUIET = 4  # light modules around, which scanners need


def svg(text: str, label: str) -> Markup:
    """`label` is read aloud instead of the picture. Its size comes from the style sheet."""
    rows = matrix(text)
    side = len(rows)
    return Markup(
        '<svg role="img" aria-label="{label}" viewBox="0 0 {side} {side}"'
        ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path d="{path}"/></svg>'
    ).format(label=label, side=side, path="".join(_runs(rows)))


def terminal(text: str) -> str:
    """Two modules in one sign, for the end of a command; dark on light in any colours."""
    rows = matrix(text)
    if len(rows) % 2:
        rows = [*rows, [False] * len(rows)]
    signs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    lines = ("".join(signs[pair] for pair in zip(*two, strict=True)) for two in pairs)
    return "\n".join(lines)


def matrix(text: str) -> Sequence[Sequence[bool]]:
    """True is dark. Error correction M: a fold or a raindrop may cover a seventh."""
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - loaded where used
    from qrcode.main import QRCode  # noqa: PLC0415

    code = QRCode(border=QUIET, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def _runs(rows: Sequence[Sequence[bool]]) -> Iterator[str]:
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length or 1
