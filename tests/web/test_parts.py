"""The parts and the ways to answer, without any page of the product."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template import engines
from django_htmx.middleware import HtmxDetails

from truce.base.errors import Refused
from truce.ledger.actions import AlreadyDone
from truce.web import jinja, keys, posting, render
from truce.web.refusals import Refusals, refuse

WEB = Path(jinja.__file__).parent


def draw(text, **context):
    return engines["jinja2"].from_string(text).render(context)


@pytest.fixture
def asked(rf):
    """Return a request as htmx or a plain browser sends it."""

    def make(htmx=True, **headers):
        request = rf.get("/", headers=({"HX-Request": "true"} if htmx else {}) | headers)
        request.user, request.session = AnonymousUser(), {}
        request.htmx, request._messages = HtmxDetails(request), FallbackStorage(request)
        return request

    return make


def test_every_part_says_on_its_first_line_what_it_is():
    files = [*(WEB / "templates").rglob("*.html")]

    assert [file.name for file in files if not file.read_text().startswith("{#")] == []


def test_no_template_has_inline_style_or_script():
    bad = re.compile(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=\"")
    files = [*(WEB / "templates").rglob("*.html")]

    assert [file.name for file in files if bad.search(file.read_text())] == []


def test_every_icon_that_a_template_draws_is_in_the_sprite():
    sprite = set((WEB / "icons.txt").read_text().split())
    text = "".join(file.read_text() for file in (WEB / "templates").rglob("*.html"))
    drawn = set(re.findall(r"""(?:icon\(|icon_name=)["']([a-z0-9-]+)""", text))

    assert drawn - sprite == set()


def test_text_is_escaped_in_every_part():
    shown = draw("{{ button(words) }}{{ tag(words) }}{{ remark(words) }}{{ who_is(words) }}", words="<b>x")

    assert "<b>" not in shown and "&lt;b&gt;" in shown


def test_a_score_over_the_line_is_ready_and_one_below_is_not():
    assert 'class="score below' in draw("{{ score_bar(59, 60) }}")
    assert 'class="score below' not in draw("{{ score_bar(60, 60) }}")


def test_a_form_carries_a_key_that_is_new_each_time(rf):
    posting.begin(rf.get("/"))
    drawn = {draw("{{ post_button('Accept', '/x') }}") for _ in range(2)}

    assert len({re.search(r'act_key" value="(\w{32})"', each)[1] for each in drawn}) == 2


def test_a_field_tells_its_error_to_screen_readers():
    from django import forms

    form = type("F", (forms.Form,), {"name": forms.CharField(label="Name")})({})
    shown = draw("{{ field(form['name']) }}", form=form)

    assert (
        'aria-invalid="true"' in shown and 'aria-describedby="id_name-wrong"' in shown and 'id="id_name-wrong"' in shown
    )


def test_htmx_gets_the_fragment_with_what_is_to_be_said(asked):
    request = asked()
    render.say(request, "Returned Bo.")
    words = render.page(request, "style", "edit", value="East", old="", at=None).content.decode()

    assert "<html" not in words and 'hx-swap-oob="beforeend"' in words and "Returned Bo." in words


def test_a_refusal_is_one_sentence_beside_the_page_for_htmx(asked):
    answer = refuse(asked(), Refused("Tomas has it already."))

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#toasts")
    assert "Tomas has it already." in answer.content.decode()


def test_a_refusal_is_a_page_with_the_way_back_for_a_plain_browser(asked):
    answer = refuse(asked(htmx=False, referer="http://testserver/leads"), Refused("Tomas has it already."))

    assert answer.status_code == 422 and 'href="http://testserver/leads"' in answer.content.decode()


def test_the_way_back_never_leads_to_another_site(asked):
    answer = refuse(asked(htmx=False, referer="http://testserver.evil.example/"), Refused("No."))

    assert "evil" not in answer.content.decode()


def test_an_act_that_was_done_already_counts_as_done(asked):
    answer = Refusals(lambda request: None).process_exception(asked(htmx=False), AlreadyDone(None))

    assert (answer.status_code, answer["Location"]) == (303, "/")


def test_any_other_exception_is_a_bug_and_stays_one(asked):
    assert Refusals(lambda request: None).process_exception(asked(), ValueError()) is None


def test_no_key_is_given_twice():
    pressed = [key.press for _, group in keys.key_map() for key in group]

    assert len(pressed) == len(set(pressed))


def test_every_behaviour_of_a_key_is_known_to_a_script():
    scripts = "".join(file.read_text() for file in (WEB / "static" / "js").glob("*.js"))

    assert [key.does for key in keys.EVERYWHERE + keys.LISTS if key.does and f'"{key.does}"' not in scripts] == []


def test_scripts_stay_small():
    lengths = {file.name: len(file.read_text().splitlines()) for file in (WEB / "static" / "js").glob("*.js")}

    assert {name: lines for name, lines in lengths.items() if lines > 80} == {}
