"""The same from a terminal; also the worker's loop and the supervisor of all processes.

Answers for `bin/truce`. Each command is one module in `commands`, found by its name.
"""
