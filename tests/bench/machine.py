"""What the machine says of processes: CPU time, memory, children; and who runs on which core.

Linux only: reads /proc.
"""

import os
from pathlib import Path

PROC = Path("/proc")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process, its threads and its children so far, to the nanosecond."""
    return sum(_own_cpu(one) for one in family(pid))


def pss_mib(pid: int) -> float:
    """Proportional memory of a process and its children, in MiB."""
    return sum(_pss_bytes(one) for one in family(pid)) / 2**20


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    parents = {int(one.name): _parent(one) for one in PROC.iterdir() if one.name.isdigit()}
    found = [pid]
    for one in found:  # grows while it is walked
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cores() -> tuple[int, int]:
    """Two cores of this machine, one for a server and one for its load; the same if it has one."""
    ours = sorted(os.sched_getaffinity(0))
    return ours[0], ours[-1]


def pin(pid: int, core: int) -> None:
    """Keep a process on one core; what it starts later stays there too."""
    os.sched_setaffinity(pid, {core})


def about() -> dict[str, str | float]:
    """The machine, for whoever reads the figures later."""
    names = (PROC / "cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in names if "model name" in line), "")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": model,
        "kernel": os.uname().release,
        "memory_mib": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20,
        "load": round(os.getloadavg()[0], 2),
    }


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has just ended
        return None


def _own_cpu(pid: int) -> float:
    tasks = (PROC / str(pid) / "task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _pss_bytes(pid: int) -> int:
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
