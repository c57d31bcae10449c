from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.vision.bodies import Eyes, Occluder

from pierglass.vision.weights import weights_folder

PORTRAIT = Path(__file__).parents[2] / "client/pierglass/client/demo/portrait.jpg"


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """Small pictures, and often a busy machine: threads would only wait."""
    cv2.setNumThreads(1)


@pytest.fixture
def occluder(monkeypatch: pytest.MonkeyPatch) -> Occluder:
    """The network's stand-in, in its place; it lets the whole item show."""
    stand_in = Occluder()
    monkeypatch.setattr("pierglass.vision.occlusion.load_model", lambda _: stand_in)
    return stand_in


@pytest.fixture
def eyes(monkeypatch: pytest.MonkeyPatch) -> Eyes:
    """The person network's stand-in, in its place; it sees one who stands."""
    stand_in = Eyes()
    monkeypatch.setattr("pierglass.vision.wearer.find_person", stand_in)
    return stand_in


@pytest.fixture
def trained() -> None:
    """Skip where the trained occluder is not installed."""
    if not (weights_folder() / "occluder.onnx").is_file():
        pytest.skip("the occluder's weights are not in vision/…/weights/occluder.onnx")


@pytest.fixture(scope="session")
def portrait_file() -> Path:
    return PORTRAIT


@pytest.fixture(scope="session")
def portrait() -> np.ndarray:
    """The demo's photo of a person, head to waist, RGB."""
    bgr = cv2.imread(str(PORTRAIT))
    assert bgr is not None
    return np.ascontiguousarray(bgr[:, :, ::-1])


@pytest.fixture(scope="module")
def small(portrait: np.ndarray) -> np.ndarray:
    rows, columns = (side // 2 * 2 for side in portrait.shape[:2])
    return np.ascontiguousarray(portrait[:rows, :columns])


@pytest.fixture(scope="module")
def clip(small: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six frames at uneven times, with sound; nobody is in the fourth."""
    from tests.vision.clips import UNEVEN, write_video

    frames = [small] * 6
    frames[3] = np.full_like(small, 120)
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return write_video(path, frames, stamps=UNEVEN, sound=True)
