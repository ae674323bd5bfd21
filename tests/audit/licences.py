"""The licence of every installed distribution, held against those that an MIT project may stand on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions

from msgspec import Struct

ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD",
    "CC0-1.0",
    "CNRI-Python",
    "ISC",
    "MIT",
    "MIT-CMU",
    "MPL-2.0",  # file by file: it asks for nothing as long as we do not change its files
    "OFL-1.1",
    "PSF-2.0",
    "Unlicense",
    "0BSD",
    "Zlib",
}
SPELLINGS = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd license": "BSD",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
"""As people write them in free text and in classifiers."""
LONGEST_NAME = 40
"""Longer texts are the licence itself and not its name."""


class Licensed(Struct, frozen=True):
    """A distribution and what it says of its licence."""

    name: str
    version: str
    licence: str
    """SPDX where we understood it; empty where it says nothing."""

    @property
    def allowed(self) -> bool:
        """Whether every part of it may be used; of alternatives one is enough."""
        return any(
            all(part in ALLOWED for part in re.split(r" AND | WITH ", either.strip("() ")))
            for either in self.licence.split(" OR ")
        )


def installed(found: Iterable[Distribution] | None = None) -> list[Licensed]:
    """Every distribution of this environment, by name."""
    everything = {one.name.lower(): one for one in map(_of, found or distributions())}
    return [everything[name] for name in sorted(everything)]


def _of(distribution: Distribution) -> Licensed:
    about = distribution.metadata
    written = str(about["License-Expression"]) if "License-Expression" in about else ""
    if not written:
        classifiers = about.get_all("Classifier") or []
        named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: OSI")]
        free = str(about["License"]) if "License" in about else ""
        if len(free) <= LONGEST_NAME and "\n" not in free:
            named.append(free)
        known = [SPELLINGS.get(str(each).lower(), str(each)) for each in named if each]
        written = known[0] if known else ""
    return Licensed(str(about["Name"]), str(about["Version"]), written)
