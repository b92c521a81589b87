"""`make soak MINUTES=60`: the town under a steady rate of real flows; does its memory grow, does anything fail?

python bench/soak.py [--minutes 60] [--share 0.5] [--database sqlite|postgresql] [--out var/soak.json]
"""

import argparse
import json
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import homes  # noqa: E402
from bench.machine import ROOT, machine  # noqa: E402


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Keep the town at work for an hour.")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--share", type=float, default=0.5, help="of what it bears")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "soak.json")
    return parser.parse_args(given)


def main(given: list[str]) -> int:
    wishes = arguments(given)
    report = {"machine": machine(), "database": wishes.database}
    with homes.seed(wishes.database) as seed:
        report |= seed.stage("soaking", minutes=wishes.minutes, share=wishes.share)
    wishes.out.parent.mkdir(parents=True, exist_ok=True)
    wishes.out.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print(json.dumps({**report, "minutes": len(report["minutes"])}, ensure_ascii=False, indent=1))
    whole = report["flat"] and not report["wrong"] and report["check"].startswith("0:")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
