"""The negative control: a reader as it would be without limits. Prints how much it unpacked.

Only a guard for this machine is left: it may have 900 MB.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile

resource.setrlimit(resource.RLIMIT_AS, (900 * 1024**2, 900 * 1024**2))
data = sys.stdin.buffer.read()
with zipfile.ZipFile(io.BytesIO(data)) as packed:
    parts = [packed.read(name) for name in packed.namelist()]
sys.stdout.write(json.dumps({"bad": str(sum(map(len, parts)))}))
