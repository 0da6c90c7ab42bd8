from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.agreement.bodies import BIG, DEMO, FOOD, NOON, VISIT, WEBINAR, body, did, document, done, fit
from truce.agreement.rules import SALES_ACTIONS, path_to_ready, say, score


def learn(ask="Ask", minutes=2):
    return {"ask": ask, "minutes": minutes}


ASKS = ["size", "role", "need"]
whole = st.integers(1, 30)
fit_rules = st.lists(
    st.tuples(whole, st.sampled_from(ASKS), st.integers(0, 9), st.sampled_from(["", "", "g", "h"])), max_size=6
)
acts = st.lists(st.tuples(whole, st.sampled_from(["size", "invite", "show"]), st.integers(0, 9)), max_size=3)
matrices = st.fixed_dictionaries(
    {grade: st.lists(st.sampled_from(["sales_4h", "nurture", "nurture"]), min_size=4, max_size=4) for grade in "ABCD"}
)


@st.composite
def cases(draw):
    fits = [
        fit(f"f{no}", points, {"field": f"u{no}", "op": "known"} | {"op": "is_true"}, learn=learn(*ask), group=group)
        for no, (points, *ask, group) in enumerate(draw(fit_rules))
    ]
    fits.append(fit("base", draw(st.integers(-10, 40)), {"field": "industry", "op": "is", "value": "food"}))
    kinds = [DEMO, VISIT, WEBINAR]
    did_rules = [did(f"e{no}", points, kinds[no], learn=learn(*ask)) for no, (points, *ask) in enumerate(draw(acts))]
    did_rules.append(did("base_e", draw(st.integers(-10, 50)), {"field": "kind", "op": "is", "value": "form"}))
    return body(fit=fits, engagement=did_rules, matrix=draw(matrices))


def brute_force(rules):
    """Every set of things to learn or do, scored as if it had come true: {keys: (minutes, is ready, misses by)}."""
    fits = [rule for rule in rules.fit if rule.learn]
    acts_ = [rule for rule in rules.engagement if rule.learn]
    found = {}
    for size in range(len(fits) + len(acts_) + 1):
        for chosen in combinations([*fits, *acts_], size):
            groups = [rule.group for rule in chosen if rule in fits and rule.group]
            if len(groups) == len(set(groups)):
                found[frozenset(rule.key for rule in chosen)] = _imagine(rules, chosen)
    return found


def _imagine(rules, chosen):
    facts = {"industry": "food"} | {f"u{rule.key[1:]}": True for rule in chosen if rule in rules.fit}
    kinds = {rule.when.value for rule in chosen if rule in rules.engagement} | {"form"}
    result = score(rules, facts, [done(kind, seq=no) for no, kind in enumerate(sorted(kinds))], NOON)
    asks = {}
    for rule in chosen:
        asks[rule.learn.ask] = max(asks.get(rule.learn.ask, 0), rule.learn.minutes)
    return sum(asks.values()), result.cell in SALES_ACTIONS, result.distance


@given(cases())
def test_the_ways_are_the_cheapest_of_all_possible_ones(rules):
    everything = brute_force(rules)
    path = path_to_ready(rules, {"industry": "food"}, [done("form")], NOON)
    ready = {keys: (cost, len(keys)) for keys, (cost, is_ready, _) in everything.items() if is_ready}

    if frozenset() in ready:
        assert path.is_ready
        return
    for way in path.ways:
        keys = frozenset(step.key for step in way.steps)
        assert (way.minutes, len(keys)) == min(ready.values())
        assert everything[keys][0] == way.minutes
        ready = {other: cost for other, cost in ready.items() if not keys <= other}
    assert len(path.ways) == 3 or not ready
    if not path.ways:
        misses = [missed for *_, missed in everything.values() if missed is not None]
        assert path.misses_by == min(misses, default=None)


def test_a_ready_lead_has_no_way_to_go():
    rules = body(fit=[fit(points=40)], engagement=[did(points=20)])

    path = path_to_ready(rules, {"industry": "food"}, [done()], NOON)

    assert (path.is_ready, path.ways) == (True, ())
    assert say(path, score(rules, {"industry": "food"}, [done()], NOON)) == "Ready."


def test_a_path_reads_as_what_to_learn_or_do():
    rules = body(
        fit=[fit(points=35), fit("big", 10, BIG, learn=learn("Ask for the size"))],
        engagement=[did(points=20), did("webinar", 20, WEBINAR, learn=learn("Invite to the demo", 15))],
    )
    known, happened = {"industry": "food"}, [done()]

    words = say(path_to_ready(rules, known, happened, NOON), score(rules, known, happened, NOON))

    assert words == ("15 points short. Quickest: ask for the size (+10, 2 min). Or: invite to the demo (+20, 15 min).")


def test_a_veto_is_told_first_and_not_outweighed():
    veto = {"key": "out", "label": "Opted out", "when": {"field": "has_opted_out", "op": "is_true"}}
    rules = body(fit=[fit(points=40)], engagement=[did(points=20)], vetoes=[veto])
    known = {"industry": "food", "has_opted_out": True}

    path = path_to_ready(rules, known, [done()], NOON)

    assert (path.is_ready, path.vetoes, path.ways) == (False, ("Opted out",), ())
    assert say(path, score(rules, known, [done()], NOON)) == "Opted out."


def test_what_cannot_become_ready_says_how_near_it_comes():
    rules = body(fit=[fit(points=25)], engagement=[did(points=30, learn=learn())])
    known = {"industry": "food"}

    path = path_to_ready(rules, known, [], NOON)

    assert (path.ways, path.misses_by, path.nearest.number) == ((), 5, 55)
    assert "the nearest misses it by 5" in say(path, score(rules, known, [], NOON))


def test_a_grade_without_any_line_says_so():
    rules = body()

    path = path_to_ready(rules, {}, [], NOON)

    assert (path.ways, path.nearest, path.misses_by) == ((), None, None)
    assert say(path, score(rules, {}, [], NOON)) == "Cannot become ready under the rules in force."


def test_a_fresh_occurrence_only_brings_what_the_oldest_counted_one_lost():
    matrix = document()["matrix"] | {"D": ["nurture", "nurture", "nurture", "sales_4h"]}
    webinar = did("webinar", 30, WEBINAR, half_life_days=30, at_most=2, learn=learn())
    rules = body(engagement=[webinar], matrix=matrix)
    happened = [done("webinar_attended", 0, seq=1), done("webinar_attended", 30, seq=2)]

    path = path_to_ready(rules, {}, happened, NOON)

    assert [step.points for step in path.ways[0].steps] == [15000]


def test_in_a_group_learning_brings_only_what_is_more_than_known():
    rules = body(
        fit=[fit("food", 20, FOOD, group="g"), fit("big", 40, BIG, group="g", learn=learn())],
        engagement=[did(points=20)],
    )

    path = path_to_ready(rules, {"industry": "food"}, [done()], NOON)

    assert [(step.key, step.points) for step in path.ways[0].steps] == [("big", 20000)]
    assert path.ways[0].number == 60
