from pathlib import Path

import pytest

from pierglass.server.settings import Settings, SettingsError, resource_folder


def test_origins_follow_the_ports() -> None:
    settings = Settings().at_ports(1, 2, 3)
    assert settings.public() == "http://127.0.0.1:1"
    assert settings.lenses() == "http://localhost:1"
    assert settings.gateway() == "ws://127.0.0.1:2/gateway"
    assert settings.live() == "ws://127.0.0.1:3/live"


def test_child_reads_the_same_settings() -> None:
    settings = Settings(data_dir=Path("/x y"), port=0, augment_workers=3)
    assert Settings.from_env(settings.environment()) == settings


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"PIERGLASS_PORT": "http"}, "PIERGLASS_PORT"),
        ({"PIERGLASS_PORT": "-1"}, "PIERGLASS_PORT"),
        ({"PIERGLASS_DATABASE_URL": "mysql://x"}, "PIERGLASS_DATABASE_URL"),
        ({"PIERGLASS_LENS_ORIGIN": "http://127.0.0.1:8700"}, "PIERGLASS_LENS_ORIGIN"),
        ({"PIERGLASS_API_THREADS": "0"}, "PIERGLASS_API_THREADS"),
        ({"PIERGLASS_BODY_GRACE_S": "0"}, "PIERGLASS_BODY_GRACE_S"),
        ({"PIERGLASS_LENS_DEVELOPMENT": "yes"}, "PIERGLASS_LENS_DEVELOPMENT"),
    ],
)
def test_setting_that_cannot_work_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_env(environ)


@pytest.mark.parametrize("name", ["no.such.package:x", "pierglass.server:none", ""])
def test_resource_that_is_not_installed_is_none(name: str) -> None:
    assert resource_folder(name) is None


def test_resource_is_found_without_an_import() -> None:
    folder = resource_folder("pierglass.server:migrations")
    assert folder is not None
    assert (folder / "env.py").is_file()


@pytest.mark.parametrize(
    "reached",
    [
        {"host": "0.0.0.0"},  # noqa: S104 - that is what is refused
        {"public_origin": "https://glass.example"},
        {"lens_origin": "http://lenses.glass.example"},
    ],
    ids=str,
)
def test_lenses_are_developed_on_this_machine_alone(reached: dict[str, str]) -> None:
    assert Settings(lens_development="on").develops_lenses
    with pytest.raises(SettingsError, match="PIERGLASS_LENS_DEVELOPMENT"):
        Settings(lens_development="on", **reached)  # type: ignore[arg-type]
