"""Search for bytes that a reader neither reads nor refuses in one line.

    pip install atheris
    python benchmarks/fuzz.py SECONDS [TARGET …]

Each target of `tests/fuzz/targets.py` is fuzzed for its share of the time in a process of its own,
guided by the coverage of this package and of the libraries below it. It begins with the seeds in
`tests/fuzz/seeds/TARGET` and writes those that reach new code to `data/built/fuzz/TARGET`. A fault
is written to `data/built/fuzz/TARGET-faults`. `--keep` adds the smallest of the files to the seeds.
"""

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "fuzz"))
FOUND = PROJECT / "data/built/fuzz"
#: Files of a target that are kept as seeds.
KEPT = 15


def fuzz(name: str, arguments: list[str]) -> None:
    """Fuzz a target in this process, which ends with it."""
    import atheris  # not among the suite's requirements

    with atheris.instrument_imports(include=["poincare", "yaml", "obonet"]):
        from targets import try_bytes

    warnings.simplefilter("error")
    atheris.Setup([sys.argv[0], *arguments], lambda content: try_bytes(name, content) and None)
    atheris.Fuzz()


def run(name: str, seconds: int, keep: bool) -> bool:
    """Fuzz a target in a process of its own; whether no fault was found."""
    from targets import LONGEST, SEEDS

    found, faults, seeds = FOUND / name, FOUND / f"{name}-faults", SEEDS / name
    for folder in (found, faults, seeds):
        folder.mkdir(parents=True, exist_ok=True)
    options = [f"-max_len={LONGEST}", f"-artifact_prefix={faults}/", "-timeout=20"]
    command = [sys.executable, __file__, "--one", name, *options]
    log = FOUND / f"{name}.log"
    with log.open("wb") as output:
        code = subprocess.run(
            [*command, f"-max_total_time={seconds}", str(found), str(seeds)],
            stdout=output,
            stderr=output,
        ).returncode
    if keep:
        for path in sorted(found.iterdir(), key=lambda path: (path.stat().st_size, path.name))[
            :KEPT
        ]:
            shutil.copy(path, seeds / path.name[:12])
    last = [line for line in log.read_text(errors="replace").splitlines() if " cov: " in line]
    print(f"{name}: exit {code}; {last[-1].strip() if last else 'nothing ran'}", flush=True)
    return code == 0


def main(arguments: list[str]) -> int:
    """Fuzz all targets, or those named; 1 if a fault was found."""
    from targets import TARGETS

    keep = "--keep" in arguments
    seconds, *names = (argument for argument in arguments if argument != "--keep")
    names = names or [*TARGETS]
    fine = [run(name, max(1, int(seconds) // len(names)), keep) for name in names]
    return int(not all(fine))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--one", name, *arguments]:
            fuzz(name, arguments)
        case arguments:
            sys.exit(main(arguments))
