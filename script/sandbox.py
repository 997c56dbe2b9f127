"""The environment in which checks and tests run: a VAR_DIR of its own, no settings of the developer's shell."""

import os
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def setting_names() -> set[str]:
    """The environment variables that config/settings.py reads."""
    text = (PROJECT / "config" / "settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*["\']([A-Z_]+)["\']', text))


def clean_environment(var_dir: Path, **settings: str) -> dict[str, str]:
    """The shell's environment without any setting of ours, except those given."""
    ours = setting_names()
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(var_dir), **settings}
