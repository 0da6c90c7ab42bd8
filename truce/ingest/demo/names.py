"""Invented names of people and companies. Addresses end in `.example`, phone numbers are those kept for fiction."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words("""
Aaron Adele Agnes Ahmet Alina Amelie Anders Andrea Anja Anton Aylin Barbara Bastian Beate Ben Bianca Björn Carla
Carsten Cem Charlotte Christa Claus Clara Cornelius Daniela Darius David Deniz Dirk Doris Edda Elena Elias Elif Emil
Erik Esther Eva Fabian Fatma Felix Finn Frank Franziska Frieda Georg Gerda Gina Goran Greta Gustav Hanna Hannes
Hauke Heike Helene Henrik Hilde Holger Ida Igor Ilse Imke Ingo Irina Isabel Ivo Jakob Jana Jasmin Jens Johanna Jonas
Judith Julia Jutta Kai Karim Karla Katja Kerstin Kilian Klara Konrad Lars Laura Lea Leon Lilli Linus Lisa Lothar
Luca Luise Lukas Magda Malte Manfred Mara Marc Maria Marion Markus Marta Mathis Matteo Maxim Mehmet Merle Mia Michel
Milan Mina Mona Moritz Nadja Natalie Nele Nico Nina Nora Ole Oliver Oskar Paula Peer Petra Philipp Pia Rainer Ralf
Rana Rebekka Renate Richard Robert Rosa Ruben Sabine Samuel Sandra Sara Selma Silke Simon Sina Stefan Susanne Svenja
Tarek Theo Thea Tilda Till Tim Tina Tobias Ulla Uwe Valentin Vanessa Viktor Volker Wanda Werner Wiebke Yara Yusuf
Zoe
""")
LAST = _words("""
Abel Adler Ahrens Albers Arndt Bach Bader Barth Bauer Baumann Becker Behrens Bender Berg Bergmann Beyer Bock Böhm
Brandt Braun Brenner Brinkmann Buchholz Burger Busch Carstens Christ Claasen Conrad Dahl Decker Dietz Dorn Ebert
Eckert Ehlers Engel Ernst Esser Evers Falk Feld Fiedler Fink Förster Frank Freitag Friedrich Fuchs Funke Gebhardt
Geiger Gerlach Göbel Graf Grimm Groß Gruber Günther Haas Hagen Hansen Hartung Hein Heller Henning Herbst Hermann
Heuer Hinrichs Hoffmann Holm Horn Huber Jacobs Jahn Jansen Jung Kaiser Kaya Kessler Kiefer Kirchner Klein Koch
Köhler König Kraft Kramer Krause Kruse Kuhn Lange Lehmann Lenz Lindner Lorenz Ludwig Maier Marx Mayer Meier Menzel
Mertens Michel Moser Müller Nagel Neumann Noll Nowak Otto Pape Paulsen Peters Pohl Rademacher Rauch Reich Reimann
Reuter Richter Rieger Ritter Roth Sander Schade Schäfer Schenk Scholz Schreiber Schröder Schubert Seidel Simon
Sommer Stark Stein Steiner Thiel Thomsen Ulrich Urban Vogel Vogt Voss Wagner Walter Weber Wegner Werner Wiese
Winkler Winter Witt Wolff Yildiz Zander Ziegler Zimmer
""")
ODD_NAMES = (
    "Priya Nair", "Oisín Ó Briain", "Nguyễn Thị Hà", "Zoë van der Meer", "María José Íñiguez", "Jean-Luc d'Aubigné",
    "Łukasz Wójcik", "Åse Bjørnstad", "Rıza Çelik", "Anne-Marie von und zu Hohenfels-Lichtenau",
)  # fmt: skip

STEMS = _words("""
Alster Ansgar Bergfeld Biber Birken Blau Brücken Deich Donau Eichen Elbe Ems Fjord Förde Franken Frische Gletscher
Grün Hafen Hanse Heide Hochland Holsten Inn Insel Isar Jade Kiefern Kiesel Küsten Lahn Linden Lippe Marsch Mosel
Möwen Mühlen Neckar Neuland Nord Oder Ost Pfälzer Quell Rhein Ruhr Saale Salz Sieg Silber Spree Stein Süd Tal Tauber
Ufer Unter Vogtland Wald Weser West Wiesen Wupper Zoll
""")
TRADES = {
    "food": ("Feinkost", "Molkerei", "Tiefkühl", "Bäckerei", "Fisch", "Fleischwaren", "Obsthof", "Brauerei"),
    "logistics": ("Logistik", "Spedition", "Kühltransport", "Lagerhaus", "Fracht"),
    "manufacturing": ("Werke", "Metallbau", "Kunststoff", "Gerätebau", "Verpackung"),
    "retail": ("Märkte", "Handel", "Großmarkt", "Cash & Carry"),
    "chemicals": ("Chemie", "Lacke", "Pharma"),
    "machinery": ("Maschinenbau", "Anlagenbau", "Antriebe"),
    "wood": ("Holzwerke", "Möbelwerke"),
    "energy": ("Energie", "Stadtwerke"),
    "hospitality": ("Hotels", "Gastro", "Catering"),
    "health": ("Kliniken", "Labor", "Pflegedienste"),
    "crafts": ("Elektro", "Sanitär", "Malerbetrieb"),
    "services": ("Beratung", "Kanzlei", "Agentur", "Software"),
}
OURS = ("food", "logistics", "manufacturing", "retail", "chemicals", "machinery", "wood", "energy")
OTHERS = ("hospitality", "health", "crafts", "services")
FORMS = ("GmbH", "GmbH", "GmbH & Co. KG", "AG", "KG", "SE")
KNOWN_COMPANIES = (
    ("Halden Foods", "food", 420, "GB"), ("Corvan Logistics", "logistics", 610, "NL"),
    ("Bergström Wood", "wood", 240, "SE"), ("Aldermoor Dairy", "food", 350, "GB"),
    ("Rivera Packaging", "manufacturing", 280, "ES"), ("Kestrel Freight", "logistics", 510, "GB"),
    ("Oberland Käse", "food", 230, "CH"), ("Tessin Pharma", "chemicals", 720, "CH"),
)  # fmt: skip
REGIONS = {
    "DE": ("north", "north", "west", "south", "east", "west"), "AT": ("austria",), "CH": ("switzerland",),
    "NL": ("benelux",), "GB": ("uk",), "DK": ("nordics",), "SE": ("nordics",), "ES": ("iberia",),
}  # fmt: skip
COUNTRIES = ("DE",) * 14 + ("AT", "AT", "CH", "NL", "DK", "GB")
ZONES = {
    "DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich", "NL": "Europe/Amsterdam",
    "GB": "Europe/London", "DK": "Europe/Copenhagen", "SE": "Europe/Stockholm", "ES": "Europe/Madrid",
}  # fmt: skip
LANGUAGES = {"DE": "de", "AT": "de", "CH": "de", "NL": "nl", "GB": "en", "DK": "da", "SE": "sv", "ES": "es"}

# Job titles of those who run what gets cold, and of others: (title, seniority, department).
OPERATORS = (
    ("Head of Operations", "head", "operations"), ("Plant manager", "manager", "production"),
    ("COO", "c_level", "operations"), ("Production manager", "manager", "production"),
    ("Head of Logistics", "head", "logistics"), ("Maintenance manager", "manager", "maintenance"),
    ("Director Operations", "director", "operations"), ("Warehouse manager", "manager", "logistics"),
    ("Technical plant lead", "manager", "maintenance"),
)  # fmt: skip
COLLEAGUES = (
    ("Buyer", "staff", "purchasing"), ("Assistant to the board", "staff", "administration"),
    ("Marketing manager", "manager", "marketing"), ("Controller", "staff", "finance"), ("CEO", "c_level", "management"),
    ("IT administrator", "staff", "it"), ("Quality officer", "staff", "quality"),
    ("Sustainability officer", "staff", "management"), ("Working student", "staff", "marketing"),
    ("Energy consultant", "staff", "consulting"),
)  # fmt: skip
NEEDS = (
    "New cold room, about 400 m²", "Replace two chillers from 1998", "Heat from the freezers for the offices",
    "F-gas deadline: switch to CO₂", "Maintenance contract for three sites", "Cut the power bill of the deep freeze",
    "Cold store for an extra 900 pallets", "Blast chilling for a second line", "Monitoring and alarms for 12 rooms",
    "Retrofit before the audit in spring", "Rental cooling during a rebuild",
)  # fmt: skip
PAGES = (
    "/cold-rooms", "/heat-recovery", "/references", "/calculator", "/f-gas", "/maintenance", "/about", "/co2-systems",
)  # fmt: skip

# Numbers that the regulators keep for films and books: they ring nowhere.
_PHONES = {
    "DE": ("+494066969{:03d}", "+493023125{:03d}", "+498999998{:03d}", "+496990009{:03d}"),
    "GB": ("+442079460{:03d}", "+441614960{:03d}"),
}


def phone(country: str, rng: Random) -> str:
    """Return a phone number kept for fiction, "" for countries that keep none."""
    known = _PHONES.get(country)
    return rng.choice(known).format(rng.randrange(1000)) if known else ""


def person(rng: Random) -> str:
    if rng.random() < 0.012:
        return rng.choice(ODD_NAMES)
    last = rng.choice(LAST)
    if rng.random() < 0.04:
        last = f"{last}-{rng.choice(LAST)}"
    return f"{rng.choice(FIRST)} {last}"


def company(industry: str, rng: Random) -> str:
    return f"{rng.choice(STEMS)} {rng.choice(TRADES[industry])} {rng.choice(FORMS)}"


_PLAIN = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ø": "o",
        "å": "a",
        "ł": "l",
        "ó": "o",
        "í": "i",
        "ñ": "n",
        "ë": "e",
        "é": "e",
        "ı": "i",
        "ç": "c",
        "ễ": "e",
        "ị": "i",
        "à": "a",
    }  # fmt: skip
)


def slug(text: str) -> str:
    """Return a name as it stands in an address: ASCII letters, digits and dashes."""
    plain = text.lower().translate(_PLAIN)
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in plain)
    return "-".join(part for part in kept.split("-") if part and part not in ("gmbh", "co", "kg", "ag", "se"))
