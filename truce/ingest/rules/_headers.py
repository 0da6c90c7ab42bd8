"""What a header means when no product is recognised: common names, slips of the pen, the look of the values."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from truce.base.contact import email_key
from truce.ingest.rules._fields import RecordKind, fields_of
from truce.ingest.rules._trade import word_key

SURE, LIKELY, PERHAPS = 1.0, 0.8, 0.6

_NAMES = """
key: Id | Record Id | Lead Id | Contact Id | External Id | Prospect Id | Kundennummer | Datensatz-ID
full_name: Name | Full Name | Contact Name | Customer Name | Client Name | Lead Name | Nombre | Nom complet
    | Nome | Ansprechpartner
first_name: First Name | Given Name | Forename | Vorname | Prénom | Nombre de pila | Primer nombre
last_name: Last Name | Surname | Family Name | Nachname | Nom de famille | Nom | Apellido | Apellidos |
    Cognome | Familienname
salutation: Salutation | Anrede | Civilité | Title prefix
email: Email | E-Mail | Email Address | Mail | Lead Email | Email Work | Work Email | E-Mail-Adresse |
    Correo | Correo electrónico | Courriel | Adresse e-mail | Posta elettronica
email_2: Email Home | Secondary Email | Other Email | Second Email | Personal Email
phone: Phone | Phone Number | Telephone | Lead Phone | Phone Work | Work Phone | Telefon | Telefonnummer |
    Teléfono | Téléphone | Telefono | Tel
mobile: Mobile | Mobile Phone | Cell | Cell Phone | Mobile Number | Handy | Mobil | Mobiltelefon | Portable
    | Móvil | Cellulare
job_title: Job Title | Title | Position | Role | Funktion | Poste | Cargo | Puesto
department: Department | Abteilung | Service
language: Language | Sprache | Langue | Idioma
company_name: Company | Company Name | Organization | Organisation | Account | Account Name | Employer |
    Firma | Unternehmen | Entreprise | Société | Empresa | Azienda
website: Website | Web site | URL | Company Website | Homepage | Webseite | Site web | Sitio web
industry: Industry | Sector | Branche | Secteur | Sector empresarial
employees: Employees | Number of Employees | Company Size | Mitarbeiter | Effectif
annual_revenue: Annual Revenue | Revenue | Jahresumsatz
status: Status | Lead Status | CRM Status | Stage | Estado | Statut
converted: Converted | Is Converted
source: Source | Lead Source | Data Source | Original Source | Quelle | Herkunft | Fuente | Origine |
    Platform
source_detail: Source Detail | Form Name | Ad Name | Conversion Name | Original Source Drill-Down 1 | Lead
    Origin
campaign_name: Campaign | Campaign Name | Kampagne | Campagne | Campaña
campaign_key: Campaign Id
owner_name: Owner | Lead Owner | Account Owner | Contact Owner | Sales Rep | Assigned To | Besitzer |
    Zuständig | Propriétaire | Propietario | Sales
owner_email: Owner Email
created_at: Created | Created At | Created Time | Created Date | Create Date | Signup Date | Date |
    Conversion Time | First Seen | Erstellt am | Erstellt | Date de création | Fecha de creación
modified_at: Modified | Modified Time | Last Modified | Updated At | Last Modified Date | Geändert am
last_activity_at: Last Activity | Last Contact | Last Seen | Last Activity Date | Letzter Kontakt
opted_out: Email Opt Out | Unsubscribed | Do Not Email | Opted Out
do_not_call: Do Not Call
note: Notes | Note | Description | Comments | Background | Notizen | Bemerkung | Notas | Commentaire
street: Street | Address | Straße | Rue | Dirección
city: City | Town | Stadt | Ort | Ville | Ciudad | Città
region: State | Region | Province | Bundesland | Provincia | State/Province
postal_code: Zip | Zip Code | Postal Code | Postcode | PLZ | Code postal | Código postal
country: Country | Land | Pays | País | Paese | Country/Region
utm_source: utm_source
utm_medium: utm_medium
utm_campaign: utm_campaign
utm_term: utm_term | Keyword
utm_content: utm_content
name: Company Name | Name | Account Name | Account | Company | Campaign Name | Firma | Organization
type: Type | Account Type | Campaign Type | Typ
starts_on: Start Date | Starts | Beginn
ends_on: End Date | Ends | Ende
expected_revenue: Expected Revenue
planned_cost: Budget | Budgeted Cost | Planned Cost
cost: Cost | Actual Cost | Spend | Kosten
subject: Subject | Betreff | Objet | Asunto
at: When | Start Time | Start | Date | Call Start Time
ends_at: End Time | End
seconds: Duration (seconds) | Call Duration (in seconds)
minutes: Duration (minutes) | Duration | Call Duration (in minutes)
direction: Direction | Call Type
outcome: Outcome | Result | Call Result
due_at: Due | Due Date | Fällig | Fällig am
place: Location | Venue | Ort
responded: Responded | Has Responded
is_active: Active | Is Active
"""
_BY_FIELD: dict[str, tuple[str, ...]] = {
    target.strip(): tuple(word_key(name) for name in names.split("|"))
    for target, _, names in (line.partition(":") for line in _NAMES.replace("\n    ", " ").strip().splitlines())
}


@dataclass(frozen=True)
class Meaning:
    """The field that a column seems to fill, how sure that is (0 to 1), and why."""

    field: str
    confidence: float
    why: str


def named(header: str, kind: str, *, taken: Iterable[str] = ()) -> Meaning | None:
    """Return the field of a kind that a header plainly names, None when it names none that is free."""
    target = _by_header(kind, set(taken)).get(word_key(header))
    return Meaning(target, SURE, "its name") if target else None


def guessed(header: str, kind: str, *, samples: Iterable[str] = (), taken: Iterable[str] = ()) -> Meaning | None:
    """Return the field that a column may fill by the look of its values or by a slip in its name.

    Takes   samples: some values of the column; taken: fields that other columns fill already.
    """
    known = _by_header(kind, set(taken))
    if _are_addresses(samples) and "email" in known.values():
        return Meaning("email", LIKELY, "its values are e-mail addresses")
    near = next((name for name in known if _is_slip(word_key(header), name)), "")
    return Meaning(known[near], PERHAPS, "its name is nearly one we know") if near else None


def _by_header(kind: str, taken: set[str]) -> dict[str, str]:
    free = {key: field for key, field in fields_of(kind).items() if key not in taken}
    labels = {word_key(field.label): key for key, field in free.items()}
    # A label wins: the "Lead Id" of a call is whom it was about, that of a lead is its own.
    return {name: key for key in reversed(_BY_FIELD) if key in free for name in _BY_FIELD[key]} | labels


def _is_slip(typed: str, meant: str) -> bool:
    """Whether one word is another with two letters swapped or one letter more or less."""
    if len(typed) < 4 or typed[0] != meant[:1]:
        return False
    more, less = Counter(typed) - Counter(meant), Counter(meant) - Counter(typed)
    return more.total() + less.total() <= 1 and SequenceMatcher(None, typed, meant).ratio() >= 0.75


def _are_addresses(samples: Iterable[str]) -> bool:
    filled = [text for text in samples if text.strip()]
    return bool(filled) and all("@" in text and email_key(text) for text in filled)


def kind_of(header: Sequence[str], samples: Mapping[str, Sequence[str]]) -> str:
    """Return the kind of record that a file without a known origin most likely holds."""
    found = {_meaning(name, RecordKind.LEAD, samples) for name in header}
    if found & {"email", "last_name", "phone", "mobile"}:
        return RecordKind.LEAD
    if {_meaning(name, RecordKind.CAMPAIGN, samples) for name in header} & {"planned_cost", "cost"}:
        return RecordKind.CAMPAIGN
    firm = {_meaning(name, RecordKind.COMPANY, samples) for name in header}
    return RecordKind.COMPANY if firm & {"website", "industry", "employees"} else RecordKind.LEAD


def _meaning(name: str, kind: str, samples: Mapping[str, Sequence[str]]) -> str:
    found = named(name, kind) or guessed(name, kind, samples=samples.get(name, ()))
    return found.field if found else ""
