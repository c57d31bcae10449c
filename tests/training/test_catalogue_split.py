from pathlib import Path

import cv2
import numpy as np

from pierglass.training.garments.catalogue import load_item_split, read_items


def items(folder: Path, count: int) -> Path:
    """Write *count* photos, each twice: as it is, and a little darker."""
    images = folder / "items" / "images"
    images.mkdir(parents=True)
    rows = ["image,label,kids"]
    for number in range(count):
        rng = np.random.default_rng(number)
        coarse = rng.integers(0, 255, (9, 7, 3)).astype(np.uint8)
        picture = cv2.resize(coarse, (120, 160))
        for name, gain in ((f"{number:03}", 1.0), (f"{number + 500:03}", 0.97)):
            cv2.imwrite(str(images / f"{name}.jpg"), (picture * gain).astype(np.uint8))
            rows.append(f"{name},T-Shirt,False")
    rows += ["900,Not sure,False", "901,Dress,False"]  # the last one has no file
    (folder / "items" / "items.csv").write_text("\n".join(rows) + "\n")
    return folder


def test_only_photos_of_known_kinds_that_are_there_are_listed(tmp_path: Path) -> None:
    found = read_items(items(tmp_path, 2))
    assert [(item.name, item.kind) for item in found] == [
        ("000", "top"),
        ("001", "top"),
        ("500", "top"),
        ("501", "top"),
    ]


def test_look_alike_garments_stay_on_one_side(tmp_path: Path) -> None:
    split = load_item_split(items(tmp_path, 25), tmp_path / "split.json")
    where = {name: side for side, names in split.items() for name in names}
    assert len(set(where.values())) > 1
    for number in range(25):
        assert where[f"{number:03}"] == where[f"{number + 500:03}"]


def test_a_kept_split_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text('{"train": ["x"], "validation": [], "test": []}')
    assert load_item_split(items(tmp_path, 1), path)["train"] == ["x"]
