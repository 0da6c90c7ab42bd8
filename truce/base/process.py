"""What a process of ours owes its parent: to end when the parent ends, however that came about."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
SUPERVISOR = "TRUCE_SUPERVISOR"


def die_with_supervisor() -> None:
    """Do as `die_with_parent` if this process stands under `bin/truce serve`."""
    if os.environ.get(SUPERVISOR):
        die_with_parent()


def die_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the parent of this process ends, even by kill -9 (Linux only).

    Takes   TRUCE_SUPERVISOR in the environment: the pid of the supervisor, in case it ended before this call.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    try:
        os.kill(int(os.environ.get(SUPERVISOR, 0)) or os.getppid(), 0)
    except ProcessLookupError:
        os.kill(os.getpid(), signal.SIGTERM)
