#!/usr/bin/env python3
"""村议的命令：一个动词一件事。`python run.py --help` 列出全部。"""

import sys

from web.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
