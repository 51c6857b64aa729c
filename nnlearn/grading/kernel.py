"""The kernel in which a submission runs: nbval's, with a watch on it, a private folder, and nothing of ours to read.

nbval reads iopub only after the shell's reply and waits for a dead kernel until the cell's whole timeout. Here both sockets are read
while waiting, every byte is counted, and the process is looked at ten times a second.
"""

import os
import signal
import tempfile
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from subprocess import DEVNULL
from typing import Any

import psutil
import zmq
from jupyter_client.manager import KernelManager
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager, RunningKernel

from nnlearn.grading.leftovers import kill_all_of, remove

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS")
_TICK = 0.1  # seconds between two looks at the process
_FLOOD = "Stopped because of a flood of output: your code prints or displays without end."
# Other messages are counted and dropped: what is printed costs nothing, and of a type that it does not know nbval tells our terminal.
_READ = {"execute_reply", "kernel_info_reply", "status", "display_data", "execute_result", "error"}


@dataclass(frozen=True)
class Limits:
    """What one cell may take.

    Attributes:
        seconds: wall time of one cell; all cells of one exercise together may take twice as long.
        bytes: of all its messages together, well above what the largest evidence needs.
        messages: their number; a line that is printed and flushed is one.
        records: objects and lists in one message: read, each weighs a hundred times what it was.
        memory: bytes by which this process may grow meanwhile. ZeroMQ puts a message of many frames together before anyone can count it.
        start: seconds until the kernel answers for the first time.
    """

    seconds: float = 30
    bytes: int = 12_000_000
    messages: int = 20_000
    records: int = 500_000
    memory: int = 500_000_000
    start: float = 60


class KernelStopped(Exception):
    """The kernel was stopped, or stopped itself; the message says why, in words for the student."""


class GradedKernel(RunningKernel):
    """An ordinary IPython kernel, watched. `isolation: none`: it can read what the user who grades can read.

    Args:
        limits: what one cell may take.
        root: folder in which the kernel's own folder is made.
    """

    def __init__(self, limits: Limits, root: str | None = None):
        self.limits = limits
        self.folder = Path(tempfile.mkdtemp(prefix="k-", dir=root))
        self.home = self.folder / "home"
        self._inbox: dict[str, deque[dict[str, Any]]] = {"shell": deque(), "iopub": deque()}
        self._exercise_ends = float("inf")
        self._memory = _resident() + self.limits.memory
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self.home.mkdir()
        private = self.folder / "connection"
        private.mkdir(0o700)
        self.km = KernelManager(
            kernel_name=CURRENT_ENV_KERNEL_NAME,
            kernel_spec_manager=NbvalKernelspecManager(),
            connection_file=str(private / "kernel.json"),
        )
        socket = str(private / "s")
        if os.name == "posix" and len(socket) < 90:  # a socket's path has at most 103 characters
            self.km.transport, self.km.ip = "ipc", socket
        self.km.start_kernel(cwd=str(self.home), env=self._environment(), stdout=DEVNULL, stderr=DEVNULL)
        self._context = zmq.Context()
        self._context.setsockopt(zmq.MAXMSGSIZE, self.limits.bytes)
        self.kc = self.km.client(context=self._context)
        self._expect(self.limits.start)
        self.kc.start_channels(hb=False)
        self.kc.wait_for_ready(timeout=self.limits.start)
        self._poller = zmq.Poller()
        for channel in self._channels().values():
            self._poller.register(channel.socket, zmq.POLLIN)
        # A message above MAXMSGSIZE is never received: the connection is dropped instead, and only its monitor tells.
        self._monitor = self.kc.iopub_channel.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self._poller.register(self._monitor, zmq.POLLIN)
        self._ensure_iopub_up()

    def _environment(self) -> dict[str, str]:
        """What Python needs, and nothing that leads to the course, the class or the person who grades."""
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        home = str(self.home)
        return kept | {
            "HOME": home,
            "USERPROFILE": home,
            "TMPDIR": home,
            "TEMP": home,
            "IPYTHONDIR": f"{home}/.ipython",
            "MPLBACKEND": "agg",
            "MPLCONFIGDIR": f"{home}/.matplotlib",
            "PYTHONHASHSEED": "0",
            "PYTHONNOUSERSITE": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }

    def begin_exercise(self) -> None:
        """From now on the time of one exercise counts, however many cells it has."""
        self._exercise_ends = time.monotonic() + 2 * self.limits.seconds

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        """Send a cell; from now on its time, bytes and messages count."""
        self._expect(self.limits.seconds)
        return super().execute_cell_input(cell_input, allow_stdin=False)

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
        """The next message, while the process is watched and both sockets are read.

        Raises:
            Empty: nothing came within `timeout`.
            KernelStopped: the process is dead, the cell's time is over, or its output is a flood.
        """
        until = float("inf") if timeout is None else time.monotonic() + timeout
        while not self._inbox[stream]:
            self._read(_TICK)
            now = time.monotonic()
            if self._inbox[stream]:
                break
            if now > self._deadline:
                raise KernelStopped(self._out_of_time())
            if not self.is_alive():
                raise KernelStopped(self._cause_of_death())
            if now > until:
                raise Empty
        return self._inbox[stream].popleft()

    def stop(self) -> None:
        """End the kernel and everything that it started, and remove its folder."""
        with suppress(Exception):
            self.kc.iopub_channel.socket.disable_monitor()
            self.kc.stop_channels()
            self._context.destroy(linger=0)
        pid = self._pid()
        if pid and os.name == "posix":
            with suppress(OSError):
                os.killpg(pid, signal.SIGKILL)  # jupyter_client starts a kernel as leader of its own session
        kill_all_of(self.home)
        with suppress(Exception):
            self.km.shutdown_kernel(now=True)
        remove(self.folder)

    def _channels(self) -> dict[str, Any]:
        return {"shell": self.kc.shell_channel, "iopub": self.kc.iopub_channel}

    def _expect(self, seconds: float) -> None:
        self._deadline = min(time.monotonic() + seconds, self._exercise_ends)
        self._bytes, self._messages = self.limits.bytes, self.limits.messages

    def _read(self, wait: float) -> None:
        """Take in what has come, at most a hundred messages, so that a flood cannot keep the watch from looking."""
        ready = dict(self._poller.poll(int(wait * 1000)))
        if _resident() > self._memory:
            raise KernelStopped(_FLOOD)
        if self._monitor in ready:
            time.sleep(_TICK)  # a process that dies drops its connections first
            if self.is_alive():
                raise KernelStopped(_FLOOD)
            raise KernelStopped(self._cause_of_death())
        for stream, channel in self._channels().items():
            for _ in range(100):
                try:
                    parts = channel.socket.recv_multipart(zmq.NOBLOCK)
                except zmq.Again:
                    break
                self._count(parts)
                _, parts = self.kc.session.feed_identities(parts)
                message = self.kc.session.deserialize(parts)
                if message["msg_type"] in _READ:
                    if sum(part.count(b"{") + part.count(b"[") for part in parts) > self.limits.records:
                        raise KernelStopped(_FLOOD)
                    self._inbox[stream].append(message)

    def _count(self, parts: list[bytes]) -> None:
        self._bytes -= sum(len(part) for part in parts)
        self._messages -= 1
        if self._bytes < 0 or self._messages < 0:
            raise KernelStopped(_FLOOD)

    def _pid(self) -> int | None:
        process = getattr(getattr(getattr(self, "km", None), "provisioner", None), "process", None)
        return process.pid if process is not None else None

    def _out_of_time(self) -> str:
        if self._deadline == self._exercise_ends:
            return f"Stopped: all cells of this exercise together took more than {2 * self.limits.seconds:g} s."
        return f"Stopped after {self.limits.seconds:g} s while your code was still running. Is there a loop that never ends?"

    def _cause_of_death(self) -> str:
        process = getattr(self.km.provisioner, "process", None)
        code = process.poll() if process is not None else None
        how = f"exit code {code}" if code is not None and code >= 0 else "killed"
        if code is not None and code < 0:
            with suppress(ValueError):
                how = signal.Signals(-code).name
        return (
            f"Your code ended the whole Python process ({how}). "
            "`os._exit`, a crash inside a library, or too much memory do that."
        )


def _resident() -> int:
    return psutil.Process().memory_info().rss
