"""What a process of ours owes its parent: to end when the parent ends, however that came about."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PARENT = "TRUCE_PARENT"


def die_with_parent(sign: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent ends, even by kill -9 (Linux only).

    Takes   sign: SIGTERM lets it end in good order; TRUCE_PARENT in the environment: the pid of the parent,
            if known, for the case that it ended before this call.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sign)
    if os.environ.get(PARENT, str(os.getppid())) != str(os.getppid()):
        os.kill(os.getpid(), sign)
