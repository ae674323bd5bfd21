"""`make audit`: known holes in what we stand on, and its licences; 1 on a finding."""

from __future__ import annotations

import sys

from tests.audit.advisories import audit
from tests.audit.licences import ALLOWED, installed


def main() -> int:
    """Print both lists. Without a network the advisories are not asked, which is said and is no failure."""
    licences = installed()
    for each in licences:
        print(f"{each.name:28} {each.version:14} {each.licence or 'says nothing'}")
    strange = [each for each in licences if not each.allowed]
    for each in strange:
        print(f"LICENCE  {each.name}: {each.licence or 'it names none'}. Allowed: {sorted(ALLOWED)}.")
    found = audit()
    for hole in found.holes:
        print(f"HOLE     {hole}")
    if found.trouble:
        print(
            f"\n!!! NOT AUDITED !!! PyPI's advisories could not be asked: {found.trouble}.\n"
            "!!! Holes that the world knows of were NOT looked for. Run `make audit` where PyPI is reached."
        )
    elif found.unknown:
        print(f"!!! not audited, because the service does not know them: {', '.join(found.unknown)}")
    print(
        f"licences {len(licences)}, not allowed {len(strange)}; "
        f"audited {found.asked}, holes {len(found.holes)}"
    )
    return 1 if strange or found.holes else 0


if __name__ == "__main__":
    sys.exit(main())
