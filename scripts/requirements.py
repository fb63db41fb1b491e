"""`make requirements`: compile requirements*.in to exact versions with hashes, in an environment of its own."""

import os
import subprocess
import sys
import venv
from typing import Final

from scripts.stack.layout import CACHE, ROOT

PIP_TOOLS: Final = "pip-tools==7.6.2"
NAMES: Final = tuple(f"requirements{kind}" for kind in ("", "-deploy", "-dev", "-infra", "-checkov"))
FLAGS: Final = (
    "--quiet",
    "--generate-hashes",
    "--strip-extras",
    "--allow-unsafe",
    # The files name packages, never the machine that they come from.
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--no-emit-options",
)


def main() -> int:
    folder = CACHE / "pip-tools"
    if not (folder / "bin" / "pip-compile").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", PIP_TOOLS], check=True)
    environment = {**os.environ, "CUSTOM_COMPILE_COMMAND": "make requirements"}
    for name in NAMES:
        compile_one = [str(folder / "bin" / "pip-compile"), *FLAGS, "--output-file", f"{name}.txt", f"{name}.in"]
        if code := subprocess.run(compile_one, cwd=ROOT, env=environment).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
