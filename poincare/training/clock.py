"""The time that a training takes, over all of its sessions."""

import time


class Clock:
    """Seconds since a training began, and the rate of the present epoch.

    Parameters
    ----------
    cpu_s, wall_s : float
        Seconds spent in earlier sessions.
    """

    def __init__(self, cpu_s: float, wall_s: float) -> None:
        self.cpu = time.process_time() - cpu_s
        self.wall = time.perf_counter() - wall_s
        self.visits, self.begun = 0, time.perf_counter()

    def spent(self) -> dict[str, float]:
        """CPU time of all threads and time of the clock since the training began, in seconds."""
        return {
            "cpu_s": time.process_time() - self.cpu,
            "wall_s": time.perf_counter() - self.wall,
        }

    def rate(self, visits: int) -> float:
        """Count some visits more; visits per second since the epoch (or this session) began."""
        self.visits += visits
        return self.visits / (time.perf_counter() - self.begun)

    def new_epoch(self) -> None:
        """Count from here."""
        self.visits, self.begun = 0, time.perf_counter()
