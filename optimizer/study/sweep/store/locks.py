"""Which segments are being written to: their writers hold a lock on them, which ends with the process."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there a file that is open cannot be removed, which serves as well
    HAS_LOCKS = False
else:
    HAS_LOCKS = True


def hold(file: int) -> None:
    """Lock an open file until it is closed, where the disk knows locks."""
    if HAS_LOCKS:
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(path: Path) -> bool:
    """Whether another process is writing to a file."""
    if not HAS_LOCKS:
        return False
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a disk without locks
        return False
    finally:
        os.close(file)
    return False


def put_in_list(folder: Path) -> None:
    """Put a folder's list of files on the disk."""
    if os.name == "nt":  # Windows cannot open a folder
        return
    with contextlib.suppress(OSError):  # some network disks do not know this
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
