"""Run a program within bounds: `python -I limited.py PROGRAM`.

What a hostile file makes a program do must exhaust nothing but that process, so the bounds are set
before the program imports anything. This imports nothing of Django or Touyan either.
"""

import resource
import runpy
import sys

SECONDS = 20
MEMORY = 1024**3
BOUNDS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}


def main(program: str) -> None:
    for kind, most in BOUNDS.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1])
