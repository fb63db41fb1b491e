"""Make the environment that everything else runs in: `.venv` with the pinned packages.

`make` calls this first, with whatever `python3` the machine has. So it uses the standard library only and parses on
Python 3.6: an old Python is told so in one sentence, not in a traceback. A second call finds its stamp and returns.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(ROOT, "var", "setup.log")
NO_NETWORK = (
    "NewConnectionError",
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
)


class Refused(Exception):
    """The environment cannot be made; the text is the one sentence that the person reads."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Make .venv with the pinned packages; quick when nothing changed.")
    parser.add_argument("--dev", action="store_true", help="also the tools of tests and lint")
    parser.add_argument("--apt", action="store_true", help="as root on Debian, install a missing venv module")
    given = parser.parse_args()
    try:
        make_environment(["requirements.txt"] + (["requirements-dev.txt"] if given.dev else []), apt=given.apt)
    except Refused as refusal:
        sys.stderr.write("{}\n".format(refusal))
        return 1
    return 0


def make_environment(files: "list[str]", apt: bool) -> None:
    """Bring `.venv` to what `files` pin. Raises Refused."""
    if sys.version_info < OLDEST:
        run_again_with(newer_python())
    missing = [name for name in files if not is_installed(name)]
    if not missing:
        return
    check_writable()
    if not os.path.exists(VENV_PYTHON) or not works(VENV_PYTHON):
        check_venv_module(apt)
        make_venv()
        missing = files
    for name in missing:
        install(name)


def newer_python() -> str:
    """The path of a Python that is new enough. Raises Refused when there is none."""
    for name in NEWER:
        path = shutil.which(name)
        if path and works(path):
            return path
    found = "{}.{}".format(*sys.version_info[:2])
    raise Refused(
        "Chatterbox needs Python {}.{} or newer; this one is {}. "
        "Install a newer Python or name one: make PYTHON=/path/to/python3.11".format(OLDEST[0], OLDEST[1], found)
    )


def works(python: str) -> bool:
    """Whether this program is a Python that runs and is new enough (a shim or a moved `.venv` may be neither)."""
    ask = "import sys; sys.exit(sys.version_info < {!r})".format(OLDEST)
    try:
        return subprocess.call([python, "-c", ask], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def run_again_with(python: str) -> None:
    os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])  # noqa: S606


def check_writable() -> None:
    try:
        os.makedirs(os.path.dirname(LOG), exist_ok=True)
        with open(LOG, "a"):
            pass
        probe = os.path.join(ROOT, ".setup-probe")
        with open(probe, "w"):
            os.remove(probe)
    except OSError as error:
        raise Refused(
            "Chatterbox keeps its environment and its data in {}, and cannot write there: {}. "
            "Make the folder writable or clone somewhere else.".format(ROOT, error.strerror)
        )


def check_venv_module(apt: bool) -> None:
    """Debian splits `venv` and `ensurepip` off into a package of their own."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if has_venv_module():
        return
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        with open(LOG, "a") as log:
            environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
            for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", package]):
                subprocess.call(command, stdout=log, stderr=log, env=environ)
        if has_venv_module():
            return
    raise Refused(
        "This Python has no venv module. On Debian and Ubuntu: apt-get install {} (or python3-venv); "
        "then run the same command again.".format(package)
    )


def has_venv_module() -> bool:
    """Asked in a process of its own, because an import that failed once may be remembered."""
    return subprocess.call([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL) == 0


def make_venv() -> None:
    said = run_logged([sys.executable, "-m", "venv", "--clear", VENV])
    if said is not None:
        raise Refused("Python could not make {}: {} (all it said is in var/setup.log).".format(VENV, last_line(said)))


def install(name: str) -> None:
    path = os.path.join(ROOT, name)
    with open(path) as lines:
        count = sum(1 for line in lines if "==" in line and not line.startswith("#"))
    print("Installing the {} packages of {} (only when that file changes) ...".format(count, name), flush=True)
    pip = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    said = run_logged([*pip, "--require-hashes", "--only-binary=:all:", "--retries=3", "-r", path])
    if said is not None:
        raise Refused(why_pip_failed(name, said))
    with open(stamp(name), "w") as file:
        file.write(fingerprint(name))


def why_pip_failed(name: str, said: str) -> str:
    if any(sign in said for sign in NO_NETWORK):
        return (
            "The packages of {} could not be downloaded: is there a network? "
            "(What pip said is in var/setup.log.) Run the same command again.".format(name)
        )
    return "pip could not install {}: {} (all it said is in var/setup.log).".format(name, last_line(said))


def run_logged(command: "list[str]") -> "str | None":
    """Run `command` with its output in the log; None when it went well, else what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    with open(LOG, "a") as log:
        log.write("$ {}\n{}".format(" ".join(command), done.stdout))
    return done.stdout if done.returncode else None


def last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def is_installed(name: str) -> bool:
    try:
        with open(stamp(name)) as file:
            return file.read() == fingerprint(name) and os.path.exists(VENV_PYTHON)
    except OSError:
        return False


def stamp(name: str) -> str:
    return os.path.join(VENV, "installed-" + name)


def fingerprint(name: str) -> str:
    """Of the pins and of the folder, because a `.venv` that was moved does not work."""
    with open(os.path.join(ROOT, name), "rb") as file:
        return hashlib.sha256(file.read() + VENV.encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
