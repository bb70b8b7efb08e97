"""The time that a training takes, over all of its sessions."""

import time


class Stopwatch:
    """Seconds of CPU time, of all threads, and of the clock, from one look to the next."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def look(self) -> tuple[float, float]:
        """CPU time and time of the clock since the last look, in seconds."""
        cpu, wall = time.process_time(), time.perf_counter()
        passed = cpu - self._cpu, wall - self._wall
        self._cpu, self._wall = cpu, wall
        return passed


class Clock:
    """Seconds that a training has taken, and the rate of its present epoch.

    Parameters
    ----------
    cpu_s, wall_s : float
        Seconds taken in earlier sessions.
    """

    def __init__(self, cpu_s: float, wall_s: float) -> None:
        self.cpu_s, self.wall_s = cpu_s, wall_s
        self._visits, self._seconds = 0, 0.0

    def add(self, cpu_s: float, wall_s: float, visits: int) -> None:
        """Add a stretch of the present epoch."""
        self.cpu_s, self.wall_s = self.cpu_s + cpu_s, self.wall_s + wall_s
        self._visits, self._seconds = self._visits + visits, self._seconds + wall_s

    def spent(self) -> dict[str, float]:
        """CPU time and time of the clock since the training began, in seconds."""
        return {"cpu_s": self.cpu_s, "wall_s": self.wall_s}

    def rate(self) -> float:
        """Visits per second since the epoch (or this session) began."""
        return self._visits / self._seconds

    def new_epoch(self) -> None:
        """Begin an epoch."""
        self._visits, self._seconds = 0, 0.0
