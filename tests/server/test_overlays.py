"""A drawing over a picture: how a lens's filter reaches what the lens never holds."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from pierglass.server.services.context import Context
from pierglass.server.services.pictures import OVERLAY_BYTES
from pierglass.server.store.media import Media
from pierglass.server.testing import Person, error_of, picture

BLUE = (0, 0, 255, 255)


def frame(kind: str = "PNG", size: tuple[int, int] = (6, 4)) -> bytes:
    """A blue frame around nothing."""
    image = Image.new("RGBA", size, BLUE)
    image.paste((0, 0, 0, 0), (1, 1, size[0] - 1, size[1] - 1))
    file = BytesIO()
    image.save(file, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return file.getvalue()


def lay(person: Person, media_id: str, data: bytes, kind: str = "image/png") -> Any:
    path = f"/v1/media/{media_id}/overlays"
    return person.call("POST", path, data=data, content_type=kind)


def pixels(person: Person, media_id: str) -> Image.Image:
    data = person.call("GET", f"/v1/media/{media_id}").data
    return Image.open(BytesIO(data)).convert("RGB")


def near(found: Any, expected: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_the_drawing_covers_the_whole_picture(ana: Person, kind: str) -> None:
    mine = ana.picture((60, 40))

    reply = lay(ana, mine, frame(kind.upper()), f"image/{kind}")

    made = reply.json["media"]
    assert (reply.status_code, made["width"], made["height"]) == (201, 60, 40)
    assert made["id"] != mine
    image = pixels(ana, made["id"])
    assert near(image.getpixel((1, 1)), (0, 0, 255))
    assert near(image.getpixel((30, 20)), (255, 0, 0))
    assert near(pixels(ana, mine).getpixel((1, 1)), (255, 0, 0))


def test_only_ones_own_picture_is_drawn_over(ana: Person, ben: Person) -> None:
    assert lay(ben, ana.picture(), frame()).status_code == 404


def test_what_was_made_up_stays_marked(ana: Person, ctx: Context) -> None:
    mine = ana.picture()

    def mark(session: Any) -> None:
        session.get_one(Media, mine).generated = True

    ctx.store.write(mark)

    assert lay(ana, mine, frame()).json["media"]["generated"] is True


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (picture("JPEG"), "image/jpeg", "unsupported_media_type"),
        (frame(), "image/webp", None),
        (b"<svg/>", "image/png", None),
        (frame()[:40], "image/png", None),
        (frame(size=(4000, 1001)), "image/png", None),
        (b"\x89PNG" + bytes(OVERLAY_BYTES), "image/png", "payload_too_large"),
    ],
)
def test_what_is_no_small_drawing_is_refused(
    ana: Person, data: bytes, kind: str, code: str | None
) -> None:
    reply = lay(ana, ana.picture(), data, kind)

    assert 400 <= reply.status_code < 500
    assert code is None or error_of(reply)["code"] == code
