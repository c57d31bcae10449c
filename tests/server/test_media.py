import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from pierglass.server.services.context import Context
from pierglass.server.services.picture_header import read_header
from pierglass.server.testing import ManualClock, Person, error_of, picture


def chunk(name: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)


def png_of(width: int, height: int, *extra: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(extra)


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


def with_exif(orientation: int) -> bytes:
    image = Image.new("RGB", (60, 40), "red")
    image.paste("blue", (0, 0, 60, 10))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    file = BytesIO()
    image.save(file, "JPEG", exif=exif, comment=b"hidden comment")
    return file.getvalue()


def uploaded(one: Person, data: bytes, kind: str) -> dict[str, Any]:
    reply = one.upload(data, kind)
    assert reply.status_code == 201, reply.text
    assert reply.json is not None
    media: dict[str, Any] = reply.json["media"]
    return media


def fetched(one: Person, media: dict[str, Any], query: str = "") -> Image.Image:
    reply = one.call("GET", f"/v1/media/{media['id']}{query}")
    assert reply.status_code == 200
    image = Image.open(BytesIO(reply.data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_comes_back(ana: Person, kind: str) -> None:
    media = uploaded(ana, picture(kind), f"image/{kind.lower()}")
    assert (media["width"], media["height"]) == (60, 40)
    image = fetched(ana, media)
    assert image.size == (60, 40)
    red, green, blue = image.convert("RGB").getpixel((30, 20))  # type: ignore[misc]
    assert red > 240
    assert max(green, blue) < 15


def test_transparency_is_kept(ana: Person) -> None:
    file = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 100)).save(file, "PNG")
    media = uploaded(ana, file.getvalue(), "image/png")
    assert media["content_type"] == "image/png"
    assert fetched(ana, media).getpixel((1, 1)) == (255, 0, 0, 100)


def test_thumbnail_is_small(ana: Person) -> None:
    media = uploaded(ana, picture("PNG", (1000, 500)), "image/png")
    assert fetched(ana, media, "?size=thumb").size == (320, 160)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_png_mode_is_taken(ana: Person, mode: str) -> None:
    file = BytesIO()
    Image.new(mode, (8, 8)).save(file, "PNG")
    uploaded(ana, file.getvalue(), "image/png")


def test_cmyk_jpeg_is_taken(ana: Person) -> None:
    file = BytesIO()
    Image.new("CMYK", (8, 8)).save(file, "JPEG")
    uploaded(ana, file.getvalue(), "image/jpeg")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<!doctype html><script>alert(1)</script>", "HTML"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"PK\x03\x04rest", "zip"),
        (b"MZ\x90\x00", "program"),
        (b"\x80\x04\x95pickle", "pickle"),
        (b"", "empty"),
    ],
)
def test_u1_u6_u19_declared_jpeg_that_is_something_else(
    ana: Person, data: bytes, name: str
) -> None:
    reply = ana.upload(data, "image/jpeg")
    error = error_of(reply)
    assert (reply.status_code, error["code"]) == (415, "media.format_not_allowed")
    assert name in error["message"]


def test_u1_declared_type_must_be_the_bytes_type(ana: Person) -> None:
    reply = ana.upload(picture("PNG"), "image/jpeg")
    assert (reply.status_code, error_of(reply)["code"]) == (415, "media.type_mismatch")


def test_u1_polyglot_is_stored_without_its_second_half(ana: Person) -> None:
    data = picture("JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    media = uploaded(ana, data, "image/jpeg")
    stored = ana.call("GET", f"/v1/media/{media['id']}").data
    assert b"script" not in stored


def test_u2_pixel_bomb_is_refused_before_decoding(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*args: object, **options: object) -> None:
        raise AssertionError("the decoder was called")

    monkeypatch.setattr(Image, "open", explode)
    reply = ana.upload(png_of(50_000, 50_000), "image/png")
    assert (reply.status_code, error_of(reply)["code"]) == (
        422,
        "media.too_many_pixels",
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_u2_animation_is_refused(ana: Person, kind: str) -> None:
    reply = ana.upload(animation(kind), f"image/{kind.lower()}")
    assert (reply.status_code, error_of(reply)["code"]) == (
        422,
        "media.too_many_frames",
    )


@pytest.mark.parametrize(
    "kind", ["image/gif", "image/svg+xml", "application/pdf", "text/html", ""]
)
def test_u4_u6_other_content_types_are_415(ana: Person, kind: str) -> None:
    assert ana.upload(picture("PNG"), kind).status_code == 415


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO", "PPM", "PDF", "EPS"])
def test_u4_decoder_is_never_called_for_other_formats(
    ana: Person, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture(kind)

    def explode(*args: object, **options: object) -> None:
        raise AssertionError("the decoder was called")

    monkeypatch.setattr(Image, "open", explode)
    reply = ana.upload(data, "image/png")
    assert error_of(reply)["code"] == "media.format_not_allowed"


def test_u5_metadata_is_gone_and_orientation_applied(ana: Person) -> None:
    media = uploaded(ana, with_exif(6), "image/jpeg")
    assert (media["width"], media["height"]) == (40, 60)
    stored = ana.call("GET", f"/v1/media/{media['id']}").data
    assert b"SecretMaker" not in stored
    assert b"hidden comment" not in stored
    image = Image.open(BytesIO(stored))
    assert dict(image.getexif()) == {}
    red, _, blue = image.convert("RGB").getpixel((38, 30))  # type: ignore[misc]
    assert blue > red


def test_u5_png_text_is_gone(ana: Person) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Secret Author", zip=True)
    file = BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 4)).save(file, "PNG", pnginfo=info)
    media = uploaded(ana, file.getvalue(), "image/png")
    assert fetched(ana, media).info == {}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_truncated_picture_is_422(ana: Person, kind: str, share: float) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    file = BytesIO()
    noise.save(file, kind)
    data = file.getvalue()
    reply = ana.upload(data[: int(len(data) * share)], f"image/{kind.lower()}")
    assert (reply.status_code, error_of(reply)["code"]) == (422, "media.invalid")


def test_picture_of_no_pixels_is_422(ana: Person) -> None:
    assert ana.upload(png_of(0, 10), "image/png").status_code == 422


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"])
def test_bare_magic_is_not_500(ana: Person, data: bytes) -> None:
    for kind in ("image/png", "image/jpeg", "image/webp"):
        assert ana.upload(data, kind).status_code in {415, 422}


def test_u10_upload_over_the_cap_is_413(ana: Person) -> None:
    reply = ana.upload(b"\xff\xd8\xff" + bytes(12 * 1024 * 1024), "image/jpeg")
    assert (reply.status_code, error_of(reply)["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize("length", ["-5", "ten", "999999", "1e3"])
def test_u9_content_length_that_lies_is_400(ana: Person, length: str) -> None:
    reply = ana.call(
        "POST",
        "/v1/media",
        data=picture("PNG"),
        content_type="image/png",
        environ_overrides={"CONTENT_LENGTH": length},
    )
    assert reply.status_code == 400


def test_u10_uploads_are_limited(ana: Person) -> None:
    statuses = [ana.upload(b"x").status_code for _ in range(121)]
    assert statuses[-1] == 429


def test_u15_z1_picture_of_another_is_not_there(ana: Person, ben: Person) -> None:
    mine = ana.picture()
    for one in (mine, "med_AAAAAAAAAAAAAAAAAAAAAA"):
        for query in ("", "?size=thumb"):
            reply = ben.call("GET", f"/v1/media/{one}{query}")
            assert error_of(reply)["code"] == "not_found"


def test_u16_picture_is_served_as_nothing_but_a_picture(ana: Person) -> None:
    reply = ana.call("GET", f"/v1/media/{ana.picture()}")
    assert reply.mimetype == "image/jpeg"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cache-Control"] == "private, no-store"


def test_member_sees_the_picture_and_nobody_else(
    chat: str, ana: Person, ben: Person, person: Callable[[str], Person]
) -> None:
    mine = ana.picture()
    ana.send(chat, "k", image_id=mine)
    assert ben.call("GET", f"/v1/media/{mine}").status_code == 200
    assert person("cleo").call("GET", f"/v1/media/{mine}").status_code == 404


def test_f26_lost_file_is_410(ctx: Context, ana: Person) -> None:
    mine = ana.picture()
    ctx.blobs.delete(mine)
    reply = ana.call("GET", f"/v1/media/{mine}")
    assert (reply.status_code, error_of(reply)["code"]) == (410, "media_gone")


def test_upload_needs_a_session(ana: Person, clock: ManualClock) -> None:
    clock.advance(3600)
    assert error_of(ana.upload(picture("PNG")))["code"] == "token_expired"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_header_says_the_size(kind: str) -> None:
    header = read_header(picture(kind, (123, 45)))
    assert (header.format, header.width, header.height) == (kind, 123, 45)


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0"}])
def test_webp_header_of_each_form_says_the_size(options: dict[str, Any]) -> None:
    file = BytesIO()
    Image.new("RGBA", (123, 45)).save(file, "WEBP", **options)
    header = read_header(file.getvalue())
    assert (header.width, header.height) == (123, 45)
