from truce.base.words import Word


class AgreementState(Word):
    DRAFT = "draft", "Draft"
    PROVISIONAL = "provisional", "Not yet agreed"
    IN_FORCE = "in_force", "In force"
    SUPERSEDED = "superseded", "Replaced"
