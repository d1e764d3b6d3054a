"""What the machine says of processes: CPU time, memory, children; and who runs on which core.

Linux only: reads /proc.
"""

import os
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
BEHIND = 15


def cpu_seconds(pid: int) -> float:
    """CPU time of a process, its threads and its children so far, to the nanosecond."""
    return sum(_scheduled(one, 0) for one in family(pid))


def waited_seconds(pid: int) -> float:
    """How long a process and its threads were ready to run and others had the core."""
    return sum(_scheduled(one, 1) for one in family(pid))


def pss_mib(pid: int) -> float:
    """Proportional memory of a process and its children, in MiB."""
    return sum(_pss_bytes(one) for one in family(pid)) / 2**20


def own_pss_mib(pid: int | None = None) -> float:
    """Proportional memory of one process without its children, in MiB; of this one."""
    return _pss_bytes(os.getpid() if pid is None else pid) / 2**20


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
    """Keep a process and its threads on one core; what it starts later stays there too."""
    for task in (PROC / str(pid) / "task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def stand_back(pid: int) -> None:
    """Let whoever measures go first, also where the kernel weighs each session as one."""
    os.setpriority(os.PRIO_PROCESS, pid, BEHIND)
    with suppress(OSError):
        (PROC / str(pid) / "autogroup").write_text(str(BEHIND))


def free(pid: int) -> None:
    """Let a process and its threads run on every core again."""
    for task in (PROC / str(pid) / "task").iterdir():
        os.sched_setaffinity(int(task.name), os.sched_getaffinity(0))


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


def _scheduled(pid: int, field: int) -> float:
    """What the scheduler counted of all threads: 0 is running, 1 waiting for a core."""
    tasks = (PROC / str(pid) / "task").glob("*/schedstat")
    return sum(int(task.read_text().split()[field]) for task in tasks) / 1e9


def _pss_bytes(pid: int) -> int:
    """Of a vault, which lets nobody look into it, all that is resident: rather too much."""
    try:
        return _kib(pid, "smaps_rollup", "Pss:")
    except PermissionError:
        return _kib(pid, "status", "VmRSS:")


def _kib(pid: int, file: str, name: str) -> int:
    """One line of a process's file in KiB, as bytes; 0 where it is not told."""
    lines = (PROC / str(pid) / file).read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
