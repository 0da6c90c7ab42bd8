"""One module for each command: its docstring is its help, `add` names its arguments, `run` does it."""
