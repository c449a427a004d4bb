"""Recovery codes: twenty signs that bring a learner's progress to another device.

The last sign is a check, so a mistyped code is told from an unknown one without asking the database. Codes carry
94 bits of chance and are kept as a hash only.
"""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 5, 4

_LENGTH = GROUPS * GROUP
_SEPARATORS = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014\t\n\r")


def new_code() -> str:
    """A code as it is shown, such as 7GTM-…: five groups of four signs without look-alikes."""
    signs = [secrets.choice(ALPHABET) for _ in range(_LENGTH - 1)]
    check = -_weighted("".join(signs)) * pow(_LENGTH, -1, len(ALPHABET))
    text = "".join(signs) + ALPHABET[check % len(ALPHABET)]
    return "-".join(text[at : at + GROUP] for at in range(0, _LENGTH, GROUP))


def hash_code(typed: str) -> str:
    """The hash of a code as a person types it; ValueError when it cannot be a code, and why."""
    signs = typed[:200].translate(_SEPARATORS).upper()
    if len(signs) != _LENGTH:
        raise ValueError(f"A recovery code has {_LENGTH} letters and digits; this has {len(signs)}.")
    if wrong := sorted({sign for sign in signs if sign not in ALPHABET}):
        raise ValueError(f"A recovery code never has {', '.join(map(repr, wrong))}. Check those places again.")
    if _weighted(signs) % len(ALPHABET):
        raise ValueError("This recovery code has a typing error. Compare it sign by sign.")
    return hashlib.sha256(f"rehabcode recovery {signs}".encode()).hexdigest()


def _weighted(signs: str) -> int:
    return sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, 1))
