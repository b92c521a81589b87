"""Many whole numbers in few bytes: the records behind a frozen figure are kept like this.

Each number is written as its distance from the one before, seven bits a byte, then compressed: a
million neighbouring ids are a few kilobytes, a million scattered ones less than two megabytes.
"""

import zlib
from collections.abc import Iterable, Iterator

_MORE = 0x80


def packed(numbers: Iterable[int]) -> bytes:
    """The numbers in their order; rising ones cost least."""
    return zlib.compress(bytes(_bytes_of(_zigzag(step) for step in _steps(numbers))), level=6)


def unpacked(data: bytes | memoryview) -> list[int]:
    """What `packed` was given."""
    numbers, last = [], 0
    for step in _read(zlib.decompress(bytes(data))):
        last += (step >> 1) ^ -(step & 1)
        numbers.append(last)
    return numbers


def _steps(numbers: Iterable[int]) -> Iterator[int]:
    last = 0
    for number in numbers:
        yield number - last
        last = number


def _zigzag(step: int) -> int:
    """Small distances are small numbers, whichever way they go."""
    return step << 1 if step >= 0 else (-step << 1) - 1


def _bytes_of(steps: Iterable[int]) -> Iterator[int]:
    for step in steps:
        rest = step
        while rest >= _MORE:
            yield rest & 0x7F | _MORE
            rest >>= 7
        yield rest


def _read(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        if byte & _MORE:
            shift += 7
        else:
            yield number
            number = shift = 0
