"""The SDK is light: what it imports, and what it does not."""

import subprocess
import sys

# None in sys.modules is how Python says "not there" for a module that is.
MASK = """
import sys
for name in ("torch", "numpy", "flask", "onnxruntime", "cv2", "sqlalchemy", "authlib",
             "granian", "PIL"):
    sys.modules[name] = None
"""


def _run(code: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_every_public_name_imports_without_the_extras():
    _run(MASK + "import pierglass.sdk as s; [getattr(s, n) for n in s.__all__]")


def test_the_client_imports_without_the_extras():
    _run(
        MASK + "import pierglass.client.client, pierglass.client.applet, "
        "pierglass.client.host.listener, pierglass.client.demo.command"
    )


def test_the_command_line_runs_without_the_extras():
    out = _run(MASK + "from pierglass.sdk.cli import main; main(['--help'])")
    assert "pip install 'pierglass[vision]'" in out


def test_importing_the_sdk_loads_no_http_client():
    loaded = _run(
        "import sys, pierglass.sdk as s; [getattr(s, n) for n in s.__all__]; "
        "print('httpx' in sys.modules)"
    )
    assert loaded.strip() == "False"


def test_importing_the_package_alone_loads_none_of_its_modules():
    loaded = _run(
        "import sys, pierglass.sdk; "
        "print([n for n in sys.modules if n.startswith('pierglass.client')])"
    )
    assert loaded.strip() == "[]"
