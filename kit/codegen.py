"""Generates gen/ from protos/, or with --check says whether gen/ differs from what it would generate."""

from __future__ import annotations

import argparse
import filecmp
import re
import shutil
import sys
import tempfile
from pathlib import Path

import grpc_tools
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS, THIRD_PARTY, GEN = ROOT / "protos", ROOT / "protos" / "third_party", ROOT / "gen"
# google/rpc and google/type come with googleapis-common-protos; a second copy would clash in the descriptor pool.
SHIPPED = ("google/",)


def generate(out: Path) -> None:
    """Writes the Python modules, their stubs and the gRPC classes of every contract below `out`."""
    ours = sorted(path.relative_to(PROTOS) for path in (PROTOS / "daybook").rglob("*.proto"))
    vendored = sorted(
        path.relative_to(THIRD_PARTY)
        for path in THIRD_PARTY.rglob("*.proto")
        if not str(path.relative_to(THIRD_PARTY)).startswith(SHIPPED)
    )
    services = [path for path in ours if re.search(r"^service ", (PROTOS / path).read_text(), re.MULTILINE)]
    includes = [f"-I{PROTOS}", f"-I{THIRD_PARTY}", f"-I{Path(grpc_tools.__file__).parent / '_proto'}"]
    plugins = [
        f"--plugin=protoc-gen-{name}={Path(sys.executable).parent / f'protoc-gen-{name}'}"
        for name in ("mypy", "mypy_grpc")
    ]
    run = [
        [
            "protoc",
            *includes,
            *plugins,
            f"--python_out={out}",
            f"--mypy_out=quiet:{out}",
            *map(str, [*ours, *vendored]),
        ],
        [
            "protoc",
            *includes,
            *plugins,
            f"--grpc_python_out={out}",
            f"--mypy_grpc_out=quiet,only_async:{out}",
            *map(str, services),
        ],
    ]
    for arguments in run:
        if protoc.main(arguments) != 0:
            sys.exit("protoc failed; see above.")


def differences(expected: Path, actual: Path) -> list[str]:
    """The files that are missing, superfluous or different in `actual`."""

    def files(root: Path) -> set[str]:
        return {str(p.relative_to(root)) for p in root.rglob("*.py*") if p.suffix in (".py", ".pyi")}

    wanted, present = files(expected), files(actual)
    changed = (name for name in wanted & present if not filecmp.cmp(expected / name, actual / name, shallow=False))
    return sorted((wanted ^ present) | set(changed))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 on a difference")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        if check:
            if drift := differences(fresh, GEN):
                sys.exit("gen/ is stale; run: .venv/bin/python -m kit.codegen\n  " + "\n  ".join(drift))
            return
        shutil.rmtree(GEN, ignore_errors=True)
        shutil.copytree(fresh, GEN)


if __name__ == "__main__":
    main()
