import json
from pathlib import Path

import pytest

from pierglass.server.services import catalogue
from pierglass.server.services.context import Context
from pierglass.server.testing import Person, error_of, picture


def put_item(ctx: Context, name: str, **changes: object) -> Path:
    folder = ctx.settings.data_dir / "items" / name
    folder.mkdir(parents=True)
    (folder / "item.png").write_bytes(picture("PNG"))
    declared = {
        "id": name,
        "kind": "hat",
        "name": name.title(),
        "maker": "Atelier Test",
        "version": 1,
    }
    (folder / "item.json").write_text(json.dumps(declared | changes))
    return folder


def test_item_has_a_picture_and_a_listing(item: str, ana: Person) -> None:
    shown = ana.get(f"/v1/items/{item}")["item"]
    assert shown["image_url"] == f"http://localhost:8700/assets/items/{item}.png"
    assert shown["listing"]["price"] == {"amount_minor": 11900, "currency": "EUR"}
    assert shown["listing"]["in_stock"]
    assert shown["listing"]["merchant"]["name"] == "Atelier Test"


def test_a_listing_names_the_shop_that_its_item_declares(
    ctx: Context, ana: Person
) -> None:
    put_item(ctx, "hat-one", shop_url="https://shop.example/hats/one")
    put_item(ctx, "hat-two")
    catalogue.load(ctx)
    shown = {
        one["id"]: one["listing"] for one in ana.get("/v1/items?kind=hat")["items"]
    }
    assert shown["hat-one"]["shop_url"] == "https://shop.example/hats/one"
    assert shown["hat-two"]["shop_url"] is None


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/",
        "javascript:alert(1)",
        "https://ana:secret@shop.example/",
        "https://",
        "shop.example",
        5,
        "https://shop.example/" + "x" * 2000,
    ],
)
def test_an_address_that_is_no_shop_leaves_the_item_out(
    ctx: Context, ana: Person, address: object
) -> None:
    put_item(ctx, "hat-one", shop_url=address)
    catalogue.load(ctx)
    assert ana.get("/v1/items?kind=hat")["items"] == []


def test_items_are_listed_by_kind(ctx: Context, item: str, ana: Person) -> None:
    put_item(ctx, "hat-one")
    catalogue.load(ctx)
    listed = ana.get("/v1/items?kind=hat")["items"]
    assert [one["id"] for one in listed] == ["hat-one"]


def test_pages_cover_everything_once(ctx: Context, ana: Person) -> None:
    names = [f"hat-{index}" for index in range(5)]
    for name in names:
        put_item(ctx, name)
    catalogue.load(ctx)
    seen: list[str] = []
    query = ""
    while True:
        page = ana.get(f"/v1/items?limit=2{query}")
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        query = f"&cursor={page['next_cursor']}"
    assert seen == names


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "é", "A" * 200])
def test_a6_forged_cursor_is_refused(item: str, ana: Person, cursor: str) -> None:
    reply = ana.call("GET", f"/v1/items?cursor={cursor}")
    assert reply.status_code in {400, 422}
    assert error_of(reply)["field"] == "cursor"


def test_a6_cursor_of_another_list_is_refused(ctx: Context, ana: Person) -> None:
    for name in ("hat-1", "hat-2"):
        put_item(ctx, name)
    catalogue.load(ctx)
    cursor = ana.get("/v1/items?limit=1&kind=hat")["next_cursor"]
    reply = ana.call("GET", f"/v1/items?kind=shoe&cursor={cursor}")
    assert error_of(reply)["code"] == "cursor_invalid"


def test_wrong_kind_names_the_kinds(ana: Person) -> None:
    error = error_of(ana.call("GET", "/v1/items?kind=umbrella"))
    assert error["field"] == "kind"
    assert "glasses" in error["message"]


def test_unknown_item_is_not_found(ana: Person) -> None:
    assert error_of(ana.call("GET", "/v1/items/no-such"))["code"] == "not_found"


@pytest.mark.parametrize(
    "changes", [{"kind": "umbrella"}, {"id": "other"}, {"version": "x"}, {"name": None}]
)
def test_folder_that_declares_nonsense_is_left_out(
    ctx: Context, ana: Person, changes: dict[str, object]
) -> None:
    put_item(ctx, "hat-one", **({} if changes == {"name": None} else changes))
    found = catalogue.load(ctx)
    assert found == (1 if changes == {"name": None} else 0)


def test_item_whose_folder_is_gone_leaves_the_catalogue(
    ctx: Context, item: str, ana: Person
) -> None:
    folder = ctx.settings.data_dir / "items" / item
    (folder / "item.json").unlink()
    catalogue.load(ctx)
    assert ana.get("/v1/items")["items"] == []


def test_loading_again_keeps_the_listing(ctx: Context, item: str, ana: Person) -> None:
    before = ana.get(f"/v1/items/{item}")
    catalogue.load(ctx)
    assert ana.get(f"/v1/items/{item}") == before
