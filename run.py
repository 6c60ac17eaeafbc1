#!/usr/bin/env python3
"""村议的命令：一个动词一件事。`python run.py --help` 列出全部。"""

import os
import sys

from web.commands import main

if __name__ == "__main__":
    os.umask(0o077)  # the database, the backups and the lists of passes are nobody else's to read
    sys.exit(main(sys.argv[1:]))
