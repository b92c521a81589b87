"""Make .venv and install a lock into it: `install.py base`, `install.py dev`.

Only the standard library, since it runs before anything is installed.
"""

import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
INTERPRETER = VENV / "bin" / "python"


class Stopped(Exception):
    """It cannot go on; the text says what to do."""


def tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def make_environment() -> None:
    """A virtual environment; without a pip of its own where the system keeps ensurepip apart."""
    if INTERPRETER.exists():
        return
    tell("Making the environment in .venv …")
    venv.create(VENV, with_pip=bool(importlib.util.find_spec("ensurepip")), symlinks=True)


def pip() -> list[str]:
    """The environment's pip, or else the system's, told to install into the environment."""
    own = [str(INTERPRETER), "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    if importlib.util.find_spec("pip") is None:
        raise Stopped(
            "This Python has neither venv's ensurepip nor pip.\n"
            "On Debian and Ubuntu: apt install python3-venv\nThen: rm -r .venv, and again."
        )
    return [sys.executable, "-m", "pip", "--python", str(INTERPRETER)]


def install(lock: str) -> None:
    """Exactly what the lock names, each file checked against its hash."""
    tell(f"Installing requirements/{lock}.txt …")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile", "--no-input"]
    locked = ["--no-deps", "--require-hashes", "-r", str(ROOT / "requirements" / f"{lock}.txt")]
    _run([*pip(), "install", *quiet, *locked])
    if lock == "base":
        _run([*pip(), "install", *quiet, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def compile_bytes() -> None:
    """All cores at once, where pip would use one."""
    folders = [str(VENV / "lib"), str(ROOT / "src")]
    compile_all = [str(INTERPRETER), "-m", "compileall", "-q", "-q", "-j", "0"]
    subprocess.run([*compile_all, *folders], check=False)


def _run(command: list[str]) -> None:
    # Bytecode of a build that is thrown away is not worth writing.
    done = subprocess.run(command, check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    if done.returncode:
        raise Stopped(
            "The installation did not finish; pip says above why. "
            "Without a network it needs an index that can be reached (PIP_INDEX_URL)."
        )


def main(lock: str) -> int:
    try:
        make_environment()
        install(lock)
    except Stopped as stopped:
        tell(str(stopped))
        return 1
    compile_bytes()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
