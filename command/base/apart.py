"""Work for a process of its own that is told nothing of the house: no addresses, no keys.

For libraries that are slow to load and heavy to keep. Blocks; call it in a thread.
"""

import os
import subprocess
import sys

from command.base.settings import ROOT

PATIENCE = 60.0  # seconds, on a machine that has much else to do
NOT_FOR_IT = ("YUSHAN_", "DATABASE_URL", "PG")


def done_apart(module: str, *words: str, said: bytes = b"", patience: float = PATIENCE) -> bytes:
    """What the module writes when it is run with these words and is said this.

    Raises subprocess.SubprocessError when it fails or takes longer.
    """
    ran = subprocess.run(
        [sys.executable, "-m", module, *words],
        check=True,
        input=said,
        stdout=subprocess.PIPE,
        timeout=patience,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(NOT_FOR_IT)},
        start_new_session=True,  # Ctrl-C is for the server
    )
    return ran.stdout
