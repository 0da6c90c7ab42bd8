"""What is done to Truce while people work: a part or all of it is killed, and started again."""

import os
import random
import signal
import statistics
import time
from dataclasses import dataclass

from tests.processes import Served, processes, stop, until
from tests.reliability.people import Crowd

FAULTS = ("web", "everything", "worker", "a web process")


@dataclass
class Storm:
    """Served Truce with faults. up_again_s: after each fault, how long until somebody was told yes again."""

    served: Served
    up_again_s: list[float]

    def strike(self, fault: str, crowd: Crowd) -> None:
        began = time.monotonic()
        self._kill(fault)
        crowd.until_done(1)
        self.up_again_s.append(time.monotonic() - began)
        until(self.served.is_complete, seconds=40)

    def _kill(self, fault: str) -> None:
        if fault == "everything":
            port = self.served.port
            for pid in self.served.left():
                os.kill(pid, signal.SIGKILL)
            stop(self.served.process)
            until(lambda: not self.served.left())
            self.served = Served(port, workers=2)
        elif fault == "a web process":
            web = self.served.parts()["web"]
            os.kill(next(pid for pid, parent, _, _ in processes() if parent == web), signal.SIGKILL)
        else:
            os.kill(self.served.parts()[fault], signal.SIGKILL)

    def end(self) -> None:
        stop(self.served.process)
        until(lambda: not self.served.left())

    def __str__(self) -> str:
        return f"up again in {statistics.median(self.up_again_s):.1f} s (at most {max(self.up_again_s):.1f})"


def weather(storm: Storm, crowd: Crowd, faults: list[str], *, seed: int = 7) -> None:
    """Let people work, strike at any instant, wait until they can work again; and so on."""
    moment = random.Random(seed)
    for fault in faults:
        crowd.until_done(10)
        time.sleep(moment.uniform(0, 0.5))
        storm.strike(fault, crowd)
    crowd.until_done(10)
