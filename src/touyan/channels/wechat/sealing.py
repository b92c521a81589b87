"""WeChat's signature and its encryption of messages (消息加解密).

Forty lines over `cryptography`, which is here already, rather than a library: wechatpy's last release is of 2021,
reads its XML with entities, compares signatures in time that tells, and brings four packages along.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
"""WeChat pads to 32 bytes, though AES has blocks of 16."""
HEAD = 20
"""Sixteen random bytes, and the length of what follows."""


class Unfit(Exception):
    """It does not come from WeChat, or not for this account, or not now."""


def signature(*parts: str) -> str:
    """SHA-1 over the parts in the order of the alphabet."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def fits(told: str, *parts: str) -> bool:
    return hmac.compare_digest(told.encode(), signature(*parts).encode())


def encrypted(text: bytes, key: bytes, app: str) -> str:
    plain = secrets.token_bytes(16) + struct.pack("!I", len(text)) + text + app.encode()
    short = BLOCK - len(plain) % BLOCK
    cipher = _cipher(key).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([short]) * short) + cipher.finalize()).decode()  # fmt: skip


def decrypted(text: str, key: bytes, app: str) -> bytes:
    """What was encrypted for this account. Unfit, for one reason alone: a reason would be an oracle."""
    try:
        sealed = base64.b64decode(text, validate=True)
        cipher = _cipher(key).decryptor()
        padded = cipher.update(sealed) + cipher.finalize()
        plain = _unpadded(padded)
        (length,) = struct.unpack("!I", plain[16:HEAD])
    except (binascii.Error, ValueError, struct.error) as error:
        raise Unfit("encryption") from error
    if not hmac.compare_digest(plain[HEAD + length :], app.encode()):
        raise Unfit("encryption")
    return plain[HEAD : HEAD + length]


def _unpadded(padded: bytes) -> bytes:
    short = padded[-1] if padded else 0
    if not 1 <= short <= BLOCK or len(padded) % BLOCK or padded[-short:] != bytes([short]) * short:
        raise ValueError("padding")
    return padded[:-short]


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    """AES-256-CBC; the key's own beginning is the initialisation vector, as WeChat says."""
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
