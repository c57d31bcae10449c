from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")


from pierglass.training.stock.graphs import export_stock
from pierglass.training.stock.kept import Plan, load_generators, run_folder


def test_an_ablation_has_a_folder_of_its_own(tmp_path: Path) -> None:
    plain, less = (
        run_folder(tmp_path, Plan(1, 64, dropped=d)) for d in ((), ("real",))
    )
    assert plain.name == "64-stage1"
    assert less.name == "64-stage1-no-real"


def test_export_without_a_run_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run pierglass train stock first"):
        export_stock(tmp_path, 128, tmp_path)


def test_a_stage_that_is_missing_is_named_with_its_command(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match="train stock --stage 1 --side 128 first"
    ):
        load_generators(tmp_path, 128)
