"""Box art: what is refused, and that what is served was written anew."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from pierglass.bridge.review.box_art import BoxArtError, read_box_art

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}</svg>'
XLINK = "http://www.w3.org/1999/xlink"


def svg(inside: str = "<path d='M0 0h8'/>") -> bytes:
    return SVG.format(inside).encode()


def png(size: tuple[int, int] = (128, 128), mode: str = "RGB", **save: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, "PNG", **save)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


HOSTILE = {
    "a script": ("<script>alert(1)</script>", "<script>"),
    "a page inside": ("<foreignObject/>", "<foreignObject>"),
    "a style": ("<style>path{fill:url(https://x)}</style>", "<style>"),
    "an animation": ("<animate/>", "<animate>"),
    "a handler": ('<path onclick="x()"/>', "onclick="),
    "a handler in capitals": ('<path ONLOAD="x()"/>', "ONLOAD="),
    "a style attribute": ('<path style="fill:red"/>', "style="),
    "a picture from elsewhere": ('<image href="https://x/y.png"/>', "<image>"),
    "a link out": ('<use href="https://x/#a"/>', "links to"),
    "a link by xlink": (f'<use xmlns:k="{XLINK}" k:href="data:,x"/>', "links to"),
    "a fill from elsewhere": ('<path fill="url(https://x)"/>', "takes fill"),
    "a second fill": ('<path fill="url(#a) url(//x)"/>', "takes fill"),
    "a hidden word": (r'<path fill="u\72l(//x)"/>', "takes fill"),
    "another language": ('<p xmlns="http://www.w3.org/1999/xhtml"/>', "<p>"),
    "an instruction": ("<?xml-stylesheet href='x'?>", "instruction"),
    "no xml": ("<path", "no well-formed XML"),
    "too deep": ("<g>" * 40 + "</g>" * 40, "deep"),
    "too much": ("<path/>" * 4001, "elements"),
}


@pytest.mark.parametrize(("inside", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_drawing_that_could_do_more_than_draw_is_refused(inside, said):
    with pytest.raises(BoxArtError, match=said.replace("(", r"\(")):
        read_box_art("art.svg", svg(inside))


BOMB = """<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize(
    "content",
    [
        BOMB.encode() + svg("<text>&b;</text>"),
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(),
    ],
)
def test_a_document_type_is_refused(content):
    with pytest.raises(BoxArtError, match="document type"):
        read_box_art("art.svg", content)


def test_a_script_in_another_encoding_is_refused():
    hidden = '<?xml version="1.0" encoding="UTF-16"?>' + svg("<script/>").decode()
    with pytest.raises(BoxArtError):
        read_box_art("art.svg", hidden.encode("utf-16"))


def test_a_drawing_is_written_anew_without_what_draws_nothing():
    inside = "<!-- who drew it --><text x='1'>a &amp; b &lt; c</text>"
    art = read_box_art("art.svg", svg(inside))
    assert b"who drew it" not in art.content
    assert b"a &amp; b &lt; c" in art.content
    assert (art.content_type, art.width, art.height) == ("image/svg+xml", 8, 8)
    assert read_box_art("art.svg", art.content).content == art.content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P"])
def test_a_png_is_written_anew_with_the_same_pixels(mode):
    sent = png(mode=mode)
    art = read_box_art("art.png", sent)
    with Image.open(BytesIO(sent)) as before, Image.open(BytesIO(art.content)) as now:
        assert now.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


def test_what_travels_beside_the_pixels_stays_behind():
    sent = png()
    secret = chunk(b"tEXt", b"Comment\0drawn at 52.5 N 13.4 E")
    art = read_box_art("art.png", sent[:33] + secret + sent[33:])
    assert b"52.5" not in art.content


def test_a_small_file_that_holds_a_large_picture_is_refused():
    bomb = chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 128, 128, 8, 2, 0, 0, 0))
    end = chunk(b"IEND", b"")
    with pytest.raises(BoxArtError, match="more pixels"):
        read_box_art("art.png", b"\x89PNG\r\n\x1a\n" + header + bomb + end)


def damaged() -> bytes:
    sent = bytearray(png())
    sent[60] ^= 1
    return bytes(sent)


def moving() -> bytes:
    other = Image.new("RGB", (128, 128), "red")
    return png(save_all=True, append_images=[other])


BAD = {
    "a JPEG by name": (b"\xff\xd8\xff\xe0", "no PNG"),
    "damaged": (damaged(), "checksum"),
    "cut off": (png()[:-12], "ends before"),
    "too small": (png((64, 64)), "128 to 1024"),
    "too large": (png((2000, 2000)), "at most 1024"),
    "not square": (png((256, 128)), "square"),
    "of 16 bits": (png(mode="I;16"), "8 bits"),
    "moving": (moving(), "still"),
    "too heavy": (png() + b"x" * 262_144, "at most 262144"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_png_that_cannot_be_shown_is_refused(content, said):
    with pytest.raises(BoxArtError, match=said):
        read_box_art("art.png", content)


@pytest.mark.parametrize("box", ["0 0 8", "0 0 8 4", "0 0 nan nan", "0 0 0 0", "x"])
def test_a_drawing_that_is_no_square_is_refused(box):
    with pytest.raises(BoxArtError, match=r"square|viewBox"):
        read_box_art("art.svg", svg().replace(b"0 0 8 8", box.encode()))
