import importlib.util

import cv2
import pytest

if importlib.util.find_spec("torch") is None:
    collect_ignore = [
        "test_calibrate.py",
        "test_dataset.py",
        "test_eval_command.py",
        "test_evaluation.py",
        "test_loop.py",
        "test_models.py",
        "test_noise.py",
        "test_person_evaluation.py",
        "test_summary.py",
    ]


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """Small arrays, and often a busy machine: threads would only wait."""
    cv2.setNumThreads(1)
    if importlib.util.find_spec("torch") is not None:
        import torch

        torch.set_num_threads(1)
