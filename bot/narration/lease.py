"""Whether somebody still writes a file, as the system knows it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def is_open(path: Path) -> bool:
    """Whether another process has the file open for writing; False where the system does not tell.

    Linux gives a read lease only on a file that nobody writes.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # somebody else's file, or a file system without leases
    finally:
        os.close(descriptor)
    return False
