import sys

from truce.cli.main import main

sys.exit(main())
