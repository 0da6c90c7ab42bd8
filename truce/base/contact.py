"""The one way in which Truce compares e-mail addresses, phone numbers and domains.

Forms, the API, imports and capture all call these, so that the same person is the same person everywhere.
The form that was typed is kept beside the key by whoever calls.
"""

import ipaddress
import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from publicsuffixlist import PublicSuffixList

_SUFFIXES = PublicSuffixList()
_NAMED = re.compile(r"^[^<>]*<\s*([^<>]+?)\s*>$")
_PLAIN_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# Read without the library (20 us a number): no carrier or trunk digits to strip. The tests compare both ways.
_NORTH_AMERICAN = re.compile(r"\(?([2-9]\d\d)\)?[-. ]?([2-9]\d\d)[-. ]?(\d{4})")
_NORTH_AMERICA = frozenset({"US", "CA"})
_SHORTEST = len("+12345")  # the library thinks "12" a possible German number

# Providers that give anybody a mailbox under many national suffixes (yahoo.fr, hotmail.co.uk).
_FREE_LABELS = """
aol gmx googlemail hotmail hushmail live lycos mailinator msn outlook protonmail rediffmail yahoo yandex
ymail
"""
_FREE_DOMAINS = """
10minutemail.com 126.com 139.com 163.com 189.cn 21cn.com abv.bg aim.com alice.it aliceadsl.fr aliyun.com
arcor.de armyspy.com att.net bbox.fr bell.net bellsouth.net bigpond.com bk.ru bluemail.ch bluewin.ch
bol.com.br btinternet.com centrum.cz charter.net comcast.net cox.net cuvox.de daum.net dayrep.com duck.com
earthlink.net einrot.com email.com email.cz email.de fastmail.com fastmail.fm fleckens.hu foxmail.com
free.fr freemail.hu freenet.de frontier.com gmail.com gmail.de gmx.at gmx.ch gmx.de gmx.net
guerrillamail.com gustr.com hanmail.net hey.com home.nl icloud.com ig.com.br inbox.com inbox.lv inbox.ru
interia.pl jourrapide.com juno.com kabelmail.de kakao.com kpnmail.nl laposte.net libero.it list.ru
live.com mac.com mail.com mail.de mail.ee mail.ru mailbox.org me.com nate.com naver.com netzero.net
neuf.fr ntlworld.com numericable.fr o2.pl onet.eu onet.pl online.de onmail.com optonline.net
optusnet.com.au orange.fr outlook.com pm.me posteo.de posteo.net proton.me protonmail.ch qq.com rambler.ru
rhyta.com rocketmail.com rogers.com runbox.com sapo.pt sbcglobal.net seznam.cz sfr.fr sharklasers.com
shaw.ca sina.com sky.com sohu.com superrito.com sympatico.ca t-online.de talktalk.net telenet.be
teleworm.us telia.com telus.net temp-mail.org terra.com.br tiscali.it tlen.pl trashmail.com tuta.io
tutanota.com ukr.net uol.com.br verizon.net videotron.ca virgilio.it virginmedia.com vodafone.it
wanadoo.fr web.de windstream.net wp.pl xtra.co.nz ya.ru yeah.net yopmail.com ziggo.nl zoho.eu zohomail.com
"""
_FREE_LABEL_SET = frozenset(_FREE_LABELS.split())
_FREE_DOMAIN_SET = frozenset(_FREE_DOMAINS.split())


def email_key(text: str) -> str:
    """Return the key by which two spellings of one address are the same.

    Takes   an address as people write it; "mailto:" and "Name <address>" are accepted.
    Gives   local part lower-cased, domain lower-cased in ASCII (IDNA); "" when it is no address.
    """
    return _email(text)[0]


def email_problem(text: str) -> str:
    """Return one sentence that says why a text is no e-mail address, "" when it is one."""
    return _email(text)[1]


def _email(text: str) -> tuple[str, str]:
    address = _bare_address(text)
    local, at, domain = address.lower().rpartition("@")
    if at and address.isascii() and _PLAIN_LOCAL.fullmatch(local):
        key, problem = _mail_domain(domain)
        if key and len(local) + len(key) < 254:
            return f"{local}@{key}", ""
        if problem:
            return "", problem
    return _email_in_full(address)


def _bare_address(text: str) -> str:
    address = text.strip()
    if address[:7].lower() == "mailto:":
        address = address[7:].partition("?")[0]
    named = _NAMED.match(address)
    return named[1] if named else address


@lru_cache(maxsize=65536)
def _mail_domain(domain: str) -> tuple[str, str]:
    key, problem = _email_in_full(f"a@{domain}")
    return key[2:], problem


def _email_in_full(address: str) -> tuple[str, str]:
    if len(address) > 320:
        return "", "The e-mail address is too long."
    try:
        # Names under .test never reach anybody, and demos and trials use them: they are compared like others.
        valid = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as why:
        return "", str(why)
    local = unicodedata.normalize("NFC", valid.local_part.lower())
    return f"{local}@{valid.ascii_domain or ''}".lower(), ""


def phone_key(text: str, region: str = "") -> str:
    """Return the key by which two spellings of one phone number are the same.

    Takes   region: ISO country ("DE") for numbers written without "+"; "" when none is known.
    Gives   E.164, with ";ext=12" when there is an extension; "" when it cannot be read.
    """
    return _phone(text, region)[0]


def phone_problem(text: str, region: str = "") -> str:
    """Return one sentence that says why a text is no phone number, "" when it is one."""
    return _phone(text, region)[1]


def _phone(text: str, region: str) -> tuple[str, str]:
    if region in _NORTH_AMERICA and (plain := _NORTH_AMERICAN.fullmatch(text.strip())) and text.isascii():
        return f"+1{plain[1]}{plain[2]}{plain[3]}", ""
    try:
        number = phonenumbers.parse(_international(text), region or None)
    except phonenumbers.NumberParseException as why:
        if not region and why.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            return "", "The phone number names no country: choose the country of such numbers."
        return "", "This is not a phone number."
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(key) <= _SHORTEST or not phonenumbers.is_possible_number(number):
        return "", "The phone number has too few or too many digits."
    return (f"{key};ext={number.extension}" if number.extension else key), ""


def _international(text: str) -> str:
    text = text.strip()
    if text[:2].lower() == "p:":  # advertising networks export "p:+49301234567"
        text = text[2:]
    return f"+{text[2:]}" if text[:2] == "00" else text


@lru_cache(maxsize=65536)
def domain_of(text: str) -> str:
    """Return the registrable domain of a website, a host or an e-mail address.

    Gives   "example.co.uk" of "https://shop.Example.co.uk/x"; "" for IP addresses and bare suffixes.
    Source  the public suffix list, private section included (so two shops of one host stay two).
    """
    host = _host(text.strip().lower())
    return _registrable(host) if host else ""


def _host(text: str) -> str:
    if not text or " " in text:
        return ""
    if "://" not in text and "@" in text:
        return _bare_address(text).rpartition("@")[2]
    try:
        return (urlsplit(text if "://" in text else f"//{text}").hostname or "").rstrip(".")
    except ValueError:
        return ""


@lru_cache(maxsize=65536)
def _registrable(host: str) -> str:
    try:
        ipaddress.ip_address(host)
        return ""
    except ValueError:
        pass
    key, _ = _mail_domain(host)
    return (_SUFFIXES.privatesuffix(key) or "") if key else ""


def is_free_mail(domain: str) -> bool:
    """Return whether a domain gives mailboxes to anybody, so that it says nothing about an employer."""
    return (
        domain in _FREE_DOMAIN_SET
        or _SUFFIXES.privatesuffix(domain) in _FREE_DOMAIN_SET
        or (domain.partition(".")[0] in _FREE_LABEL_SET and _SUFFIXES.privatesuffix(domain) == domain)
    )


def company_domain(text: str) -> str:
    """Return the domain by which a person may be tied to a company, "" for free mail."""
    domain = domain_of(text)
    return "" if is_free_mail(domain) else domain
