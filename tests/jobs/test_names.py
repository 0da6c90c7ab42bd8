import ast
from pathlib import Path

from truce.jobs.rules import TASKS

TRUCE = Path(__file__).parents[2] / "truce"


def asked_for():
    """The names of work that the program asks for anywhere, as they are written."""
    for path in TRUCE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                verb = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if verb == "enqueue":
                    yield call.args[0].value


def test_somebody_knows_how_to_do_each_work_that_is_asked_for():
    names = set(asked_for())

    assert names
    assert names <= TASKS.keys()
