import cv2
import pytest


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """Small pictures, and often a busy machine: threads would only wait."""
    cv2.setNumThreads(1)
