from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch

from pierglass.training.embedding.kept import JUDGE
from pierglass.training.embedding.network import NETWORKS
from pierglass.training.search.ablation import PLANS, ablation
from pierglass.training.search.cases import Query
from pierglass.training.search.seen import Seen
from pierglass.training.stock.kept import BEST, run_folder
from pierglass.training.stock.networks import FirstGenerator
from pierglass.vision.rectify import Rectified


def worn(colour: tuple[int, int, int]) -> tuple[Query, Seen]:
    """Return a shirt of *colour* as it is asked for and as it was pre-processed."""
    stock = np.full((128, 128, 4), 255, np.uint8)
    stock[30:100, 30:100, :3] = colour
    picture = np.ascontiguousarray(stock[..., :3])
    cloth = np.zeros((128, 128), np.uint8)
    cloth[30:100, 30:100] = 255
    rectified = Rectified.__new__(Rectified)
    object.__setattr__(rectified, "picture", picture)
    object.__setattr__(rectified, "cloth", cloth)
    query = Query("shirt", "top", "0001", picture, stock)
    return query, Seen(rectified, None, None, {})


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Runs with a judge and the first stage alone."""
    torch.manual_seed(0)
    path = JUDGE.checkpoint(tmp_path)
    path.parent.mkdir(parents=True)
    torch.save({"average": NETWORKS[JUDGE.network]().state_dict()}, path)
    folder = run_folder(tmp_path, PLANS["no second stage"])
    folder.mkdir(parents=True)
    torch.save({"average": FirstGenerator().state_dict()}, folder / BEST)
    (folder / "curve.jsonl").write_text('{"step": 7}\n')
    return tmp_path


def test_runs_that_were_not_made_say_how_to_make_them(runs: Path) -> None:
    query, seen = worn((200, 20, 20))
    found = ablation(runs, [query], [seen])
    assert found["no second stage"]["steps"] == 7
    assert "pierglass train stock --stage 2" in str(found["no L2"]["absent"])


def test_a_query_that_could_not_be_pre_processed_is_a_miss(runs: Path) -> None:
    (one, seen), (other, _) = worn((200, 20, 20)), worn((20, 20, 200))
    found = ablation(runs, [one, other], [seen, Seen(None, None, None, {})])
    identity = found["rectified crop"]["identity"]
    assert isinstance(identity, dict)
    assert identity["recall@1"] == 0.5
