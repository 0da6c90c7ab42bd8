"""How Truce compares e-mail addresses, phone numbers and domains."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.base.contact import (
    company_domain,
    domain_of,
    email_key,
    email_problem,
    is_free_mail,
    phone_key,
    phone_problem,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Priya@Halden.Example", "priya@halden.example"),
        ("  priya@halden.example ", "priya@halden.example"),
        ("Priya Nair <PRIYA@halden.example>", "priya@halden.example"),
        ("mailto:priya@halden.example?subject=x", "priya@halden.example"),
        ("Kontakt@Bücher.de", "kontakt@xn--bcher-kva.de"),
        ("kontakt@xn--bcher-kva.de", "kontakt@xn--bcher-kva.de"),
        ("JÜRGEN@bücher.de", "jürgen@xn--bcher-kva.de"),
        ("o'brien+crm@x.ie", "o'brien+crm@x.ie"),
    ],
)
def test_two_spellings_of_one_address_have_one_key(typed, key):
    assert email_key(typed) == key
    assert email_problem(typed) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "a@",
        "@b.de",
        "a@b",
        "a..b@x.de",
        "a@localhost",
        "a b@x.de",
        "a@b@c.de",
        "a@x.de\nBcc: c@d.de",
    ],
)
def test_what_is_no_address_has_no_key_and_a_reason(typed):
    assert email_key(typed) == ""
    assert email_problem(typed).endswith((".", ")"))


def test_a_very_long_text_is_no_address():
    assert email_key("a" * 300 + "@x.de") == ""
    assert email_key("a@" + "b." * 5000 + "de") == ""


@pytest.mark.parametrize(
    ("typed", "region", "key"),
    [
        ("660-485-0224", "US", "+16604850224"),
        ("(660) 485 0224", "US", "+16604850224"),
        ("1-660-485-0224", "US", "+16604850224"),
        ("+49 30 12345678", "", "+493012345678"),
        ("030 / 123 456 78", "DE", "+493012345678"),
        ("0049 30 12345678", "US", "+493012345678"),
        ("p:+493012345678", "", "+493012345678"),
        ("+1 555 010 0123 ext. 12", "", "+15550100123;ext=12"),
    ],
)
def test_two_spellings_of_one_number_have_one_key(typed, region, key):
    assert phone_key(typed, region) == key
    assert phone_problem(typed, region) == ""


def test_a_number_without_a_country_asks_for_one():
    assert phone_key("030 12345678") == ""
    assert "country" in phone_problem("030 12345678")


@pytest.mark.parametrize("typed", ["", "abc", "12", "+49" + "1" * 40, "٣"])
def test_what_is_no_number_has_no_key_and_a_reason(typed):
    assert phone_key(typed, "DE") == ""
    assert phone_problem(typed, "DE")


@given(st.from_regex(r"\(?[2-9][0-9]{2}\)?[-. ]?[2-9][0-9]{2}[-. ]?[0-9]{4}", fullmatch=True))
def test_the_short_way_for_american_numbers_gives_what_the_library_gives(typed):
    number = phonenumbers.parse(typed, "US")

    assert phone_key(typed, "US") == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(st.text(max_size=80))
def test_no_text_at_all_breaks_a_reader(text):
    assert isinstance(email_key(text), str)
    assert isinstance(phone_key(text, "DE"), str)
    assert isinstance(company_domain(text), str)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://Shop.Example.co.uk/a?b", "example.co.uk"),
        ("CameraUpdate.com", "cameraupdate.com"),
        ("www.halden.example:8080/x", "halden.example"),
        ("priya@mail.halden.example", "halden.example"),
        ("https://bücher.de", "xn--bcher-kva.de"),
        ("http://10.0.0.1/", ""),
        ("co.uk", ""),
        ("localhost", ""),
        ("not a site", ""),
        ("", ""),
    ],
)
def test_a_company_is_known_by_its_registrable_domain(text, domain):
    assert domain_of(text) == domain


@pytest.mark.parametrize("domain", ["gmail.com", "yahoo.co.uk", "hotmail.fr", "gmx.at", "web.de", "armyspy.com"])
def test_free_mail_ties_nobody_to_a_company(domain):
    assert is_free_mail(domain)
    assert company_domain(f"someone@{domain}") == ""


def test_a_company_whose_name_only_begins_like_a_provider_is_a_company():
    assert company_domain("a@livecorp.com") == "livecorp.com"
    assert company_domain("a@gmx.halden.example") == "halden.example"
