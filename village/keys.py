"""Keys derived from the installation's one secret, each for one purpose only.

None of them is ever stored; changing SECRET_KEY makes everything sealed under it unreadable.
"""

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@lru_cache(maxsize=32)
def derived(secret: str, purpose: str) -> bytes:
    """32 bytes; `purpose` names the use and its version, as in "personal-numbers/v1/seal"."""
    info = b"cunyi/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
