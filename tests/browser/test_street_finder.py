"""The street finder in the real page, against a real server.

Only the embedding network is a stand-in, of one operation, in an ONNX file of its own.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import lens_frame
from tests.browser.real_server import running_server
from tests.browser.test_main_job import befriend, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Frame, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

PORTRAIT = Path(__file__).parents[2] / "client/pierglass/client/demo/portrait.jpg"


def network() -> bytes:
    """Return a network that gives a picture's mean colour."""
    onnx = pytest.importorskip("onnx", reason="pip install 'pierglass[train]'")
    kinds, helper = onnx.TensorProto, onnx.helper
    nodes = [
        helper.make_node("Cast", ["picture"], ["n"], to=kinds.FLOAT),
        helper.make_node("ReduceMean", ["n"], ["vector"], axes=[1, 2], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "mean",
        [helper.make_tensor_value_info("picture", kinds.UINT8, [1, 128, 128, 3])],
        [helper.make_tensor_value_info("vector", kinds.FLOAT, [1, 3])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 10
    helper.set_model_props(model, {"side": "128"})
    return bytes(model.SerializeToString())


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield a server's origin; its network lies where one that served before does."""
    data = network()
    folder = tmp_path_factory.mktemp("server")
    installed = folder / "importable" / "weights_of_finder"
    served = folder / "var" / "models"
    for place in (installed, served):
        place.mkdir(parents=True)
    (installed / "embedding.onnx").write_bytes(data)
    name = f"embedding-{hashlib.sha256(data).hexdigest()}.onnx"
    (served / name).write_bytes(data)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(installed.parent))
        environment.setenv("PIERGLASS_WEIGHTS", "weights_of_finder:")
        with running_server(folder) as public_origin:
            yield public_origin


def open_finder(page: Page) -> Frame:
    page.get_by_test_id("tab-camera").click()
    page.get_by_test_id("lens-street-finder").click()
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    return lens_frame(page, "street-finder")


def test_from_a_photo_to_a_friend(origin: str, new_page: Callable[..., Page]) -> None:
    mara, ines = new_page(origin), new_page(origin)
    sign_up(mara, origin, "mara", "Mara")
    sign_up(ines, origin, "ines", "Ines")
    befriend(mara, ines, "ines")

    lens = open_finder(mara)
    lens.locator("#keywords").fill("jacket")
    lens.locator("#keywords").press("Enter")
    lens.locator("[data-item-id]").first.wait_for()

    lens.locator("#keywords").fill("")
    lens.locator("#pick").click()
    with mara.expect_file_chooser() as chooser:
        mara.get_by_test_id("photo-sheet-open").click()
    chooser.value.set_files(PORTRAIT)
    lens.locator("#status", has_text="Found").wait_for()
    assert lens.locator("[data-item-id]").count() > 2
    mara.locator("[data-testid=mirror][data-showing=held]").wait_for()

    item = lens.locator("[data-item-id]").first.get_attribute("data-item-id")
    lens.locator(f"[data-item-id={item}]").click()
    mara.locator("[data-testid=mirror][data-showing=tryon]").wait_for(timeout=60_000)
    lens.locator("#chosen-reasons li").first.wait_for()
    lens.locator("#snap").click()
    lens.locator("#again").wait_for(timeout=60_000)
    lens.locator("#send").click()
    mara.get_by_test_id("pick-target").get_by_text("Ines", exact=True).click()
    mara.get_by_test_id("picker-send").click()
    mara.get_by_test_id("toast-plain").get_by_text("Sent to Ines").wait_for()

    ines.get_by_test_id("toast-plain").get_by_role("button", name="Open").click()
    card = ines.get_by_test_id("card")
    card.get_by_test_id("card-picture").locator("img").wait_for()
    # What it costs, and what is like it, are seen without opening the lens.
    ines.get_by_test_id("card-item").click()
    ines.get_by_test_id("listing-name").wait_for()
    similar = ines.get_by_test_id("similar-item")
    similar.first.wait_for()
    assert "€" in similar.first.inner_text()
    assert similar.first.locator("img").evaluate("(image) => image.decode()") is None
    ines.get_by_test_id("sheet-close").click()
    card.click()
    ines.get_by_test_id("consent-accept").click()
    ines.locator("[data-testid=lens][data-state=open]").wait_for()
    there = lens_frame(ines, "street-finder")
    there.locator(f"[data-item-id={item}] input:checked").wait_for(state="attached")
    assert there.locator("[data-item-id]").count() > 1


def test_a_photo_is_taken_with_the_camera_and_can_be_taken_out_again(
    origin: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(origin)
    sign_up(page, origin, "noor", "Noor")
    lens = open_finder(page)
    lens.locator("#pick").click()
    page.get_by_test_id("photo-sheet-camera").click()
    page.get_by_test_id("photo-sheet-take").click()
    page.get_by_test_id("photo-sheet").wait_for(state="detached")
    lens.locator("#status", has_text="Found").wait_for(timeout=60_000)
    assert lens.locator("[data-item-id]").count() > 2

    lens.locator("#without").click()
    lens.locator("#keywords").fill("jacket")
    lens.locator("#keywords").press("Enter")
    lens.locator("#status", has_text="2 finds").wait_for()
    assert lens.locator("#without").is_hidden()
