"""Packages of npm at a fixed version, checked against a recorded digest (取包): no lock file, nothing installed."""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Final

#: Version and sha512 of each package.
PACKAGES: Final = {
    "pyodide": ("0.29.5", "TkYrUv9m8QmfImADKRmpwZulL48E0uUaBSO+dvRQKyAJc0qh9gu7jn8btyHPh3NZm1r2IH2YrJhIr7Q2B9urAw=="),
    "playwright-core": ("1.65.1", "hqPpz7blSMPxWVdoeE1yiBSzXsKiVOd2k+kjCvmUywD2GPO2Dd9HfcWnq9NN0GHbNZDFgZ9JfBFr+X5/BLo0qw=="),
}


def able() -> bool:
    """Whether this machine has what the packages need."""
    return shutil.which("npm") is not None and shutil.which("node") is not None


def fetched(name: str, out: Path) -> Path:
    """The folder of a package below ``out``, fetched if it is not there."""
    version, digest = PACKAGES[name]
    home = out / f"{name}-{version}"
    if (home / "package.json").exists():
        return home
    npm = shutil.which("npm")
    assert npm is not None
    out.mkdir(parents=True, exist_ok=True)
    subprocess.run([npm, "pack", "--silent", "--pack-destination", str(out), f"{name}@{version}"], check=True, stdout=subprocess.DEVNULL)
    archive = out / f"{name}-{version}.tgz"
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != digest:
        archive.unlink()
        raise SystemExit(f"{archive.name} 与记录的摘要不符，没有使用。")
    unpacked = out / f"{name}-{version}.new"
    shutil.rmtree(unpacked, ignore_errors=True)
    with tarfile.open(archive) as found:
        found.extractall(unpacked, filter="data")
    (unpacked / "package").rename(home)
    unpacked.rmdir()
    archive.unlink()
    return home
