"""The project: assembles the apps, holds no feature."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
