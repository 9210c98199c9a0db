"""The build backend of the Python package (PEP 517 and 660): make builds the library, and a wheel carries it.

It needs what `make` needs, and nothing from Python but its standard library. The sources of the library are
the folder above this package in a checkout, the folder `source` beside it in a source distribution.
"""
import base64
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile

PACKAGE = pathlib.Path(__file__).resolve().parent.parent
# Libraries that a wheel carries beside dcalc's own: those it is linked with, and one that is opened for
# functions over large arrays. All others are those of the system.
LINKED = re.compile(r"lib(gmp|mpfr|mpfi)\.so\.\d+$")
OPENED = ("libsleef.so.3",)
# What make needs of the sources.
SOURCES = ("Makefile", "LICENSE", ".ci/deps", "src", "cmd")


def source():
    for folder in (PACKAGE / "source", PACKAGE.parent):
        if (folder / "src/app/dcalc.h").is_file():
            return folder
    sys.exit("dcalc: the sources of the library are not here; install from a whole checkout, pip install ./python")


def version():
    return re.search(r"^VERSION = (\S+)$", (source() / "Makefile").read_text(), re.M).group(1)


def metadata():
    description = (PACKAGE / "README.md").read_text()
    return (f"Metadata-Version: 2.1\nName: dcalc\nVersion: {version()}\n"
            "Summary: Derivatives of mathematical expressions, exact and certified, with NumPy arrays in and out\n"
            "License: MIT\nRequires-Python: >=3.9\nRequires-Dist: numpy\n"
            f"Description-Content-Type: text/markdown\n\n{description}")


# ---- the library ----

def build_library():
    """Runs make; returns the files that the package carries, by their names."""
    build = os.environ.get("DCALC_BUILD", "build")
    words = ["make", "-C", str(source()), f"BUILD={build}", f"-j{os.cpu_count() or 1}", "python"]
    quiet = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=quiet)
    if done.returncode:
        sys.exit(f"dcalc: the library cannot be built:\n{done.stdout}")
    name = "libdcalc.dylib" if sys.platform == "darwin" else "libdcalc.so"
    library = source() / build / "python" / name
    return {name: library, **libraries_beside(library)}


def libraries_beside(library):
    if not sys.platform.startswith("linux"):
        return {}
    found = {}
    listed = subprocess.run(["ldd", str(library)], stdout=subprocess.PIPE, text=True).stdout
    for line in listed.splitlines():
        name, _, path = line.strip().partition(" => ")
        path = path.split(" (")[0]
        if LINKED.match(name) and os.path.exists(path):
            found[name] = pathlib.Path(path)
            for other in OPENED:
                if (found[name].parent / other).exists():
                    found[other] = found[name].parent / other
    return found


def modules():
    return sorted((PACKAGE / "dcalc").glob("*.py"))


# ---- wheels ----

def tag():
    return f"py3-none-{re.sub('[-.]', '_', sysconfig.get_platform())}"


def information():
    """The files that describe a wheel, by their names."""
    words = f"Wheel-Version: 1.0\nGenerator: dcalc {version()}\nRoot-Is-Purelib: false\nTag: {tag()}\n"
    return {"METADATA": metadata().encode(), "WHEEL": words.encode(), "LICENSE": (source() / "LICENSE").read_bytes()}


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = pathlib.Path(metadata_directory) / f"dcalc-{version()}.dist-info"
    folder.mkdir()
    for name, content in information().items():
        (folder / name).write_bytes(content)
    return folder.name


class Wheel:
    """A wheel while it is written: the same bytes for the same files."""

    def __init__(self, folder):
        self.info = f"dcalc-{version()}.dist-info"
        self.name = f"dcalc-{version()}-{tag()}.whl"
        self.records = []
        # A file of today may not be older than 1980, when the format begins.
        self.date = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), 315532800))[:6]
        self.zip = zipfile.ZipFile(pathlib.Path(folder) / self.name, "w", zipfile.ZIP_DEFLATED)

    def add(self, name, content, mode=0o644):
        item = zipfile.ZipInfo(name, self.date)
        item.external_attr = (0o100000 | mode) << 16
        item.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(item, content)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        self.records.append(f"{name},sha256={digest},{len(content)}")

    def close(self):
        for name, content in information().items():
            self.add(f"{self.info}/{name}", content)
        record = f"{self.info}/RECORD"
        self.zip.writestr(zipfile.ZipInfo(record, self.date), "\n".join([*self.records, f"{record},,", ""]))
        self.zip.close()
        return self.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    wheel = Wheel(wheel_directory)
    for path in modules():
        wheel.add(f"dcalc/{path.name}", path.read_bytes())
    for name, path in build_library().items():
        wheel.add(f"dcalc/{name}", path.read_bytes(), 0o755)
    return wheel.close()


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """The modules stay where they are; the library is put beside them."""
    for name, path in build_library().items():
        shutil.copy(path, PACKAGE / "dcalc" / name)
    wheel = Wheel(wheel_directory)
    wheel.add("dcalc.pth", f"{PACKAGE}\n".encode())
    return wheel.close()


# ---- source distributions ----

def build_sdist(sdist_directory, config_settings=None):
    base = f"dcalc-{version()}"
    with tarfile.open(pathlib.Path(sdist_directory) / f"{base}.tar.gz", "w:gz") as archive:
        for name in ("pyproject.toml", "README.md", "backend/dcalc_build.py"):
            archive.add(PACKAGE / name, f"{base}/{name}")
        for path in modules():
            archive.add(path, f"{base}/dcalc/{path.name}")
        for name in SOURCES:
            archive.add(source() / name, f"{base}/source/{name}")
        content = metadata().encode()
        item = tarfile.TarInfo(f"{base}/PKG-INFO")
        item.size = len(content)
        archive.addfile(item, io.BytesIO(content))
    return f"{base}.tar.gz"


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def get_requires_for_build_wheel(config_settings=None):
    return []


get_requires_for_build_editable = get_requires_for_build_sdist = get_requires_for_build_wheel
