"""`python -m bench.stage NAME WISHES`: one stage, in a process whose environment names its home.

Django is made ready first: the stages import models. What a stage reports is printed as JSON.
"""

import json
import sys
from importlib import import_module

import django


def main(name: str, wishes: str) -> None:
    django.setup()
    report = import_module(f"bench.{name}").main(**json.loads(wishes))
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
