"""Headers of other products, recognised by name: Zoho, Salesforce, HubSpot; and what headers mean in general."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from truce.ingest.rules._fields import RecordKind
from truce.ingest.rules._trade import word_key


@dataclass(frozen=True)
class Preset:
    """How one product exports one kind of record. Headers are kept as `word_key` gives them.

    `telling`: sets of headers of which one must be there in full; `skip`: known headers that bring nothing in;
    `empty`: words that this product writes into an empty choice.
    """

    name: str
    source: str
    kind: str
    columns: Mapping[str, str]
    telling: tuple[frozenset[str], ...]
    skip: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    empty_keys: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True)
class Recognised:
    """A preset that fits a header. `confidence`: share of the file's columns that it knows, 0 to 1."""

    preset: Preset
    confidence: float


def _preset(name: str, kind: str, columns: str, telling: str, skip: str = "", empty: str = "") -> Preset:
    source = name.partition(".")[0]
    return Preset(
        name,
        source,
        kind,
        {word_key(header): target for header, _, target in (pair.partition("=") for pair in _split(columns))},
        tuple(frozenset(word_key(header) for header in group.split("+")) for group in _split(telling)),
        frozenset(word_key(header) for header in _split(skip)),
        frozenset(_split(empty)),
        frozenset({"0"}) if source == "zoho" else frozenset(),
    )


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


_ZOHO_EMPTY = "Select; --None--; -None-"
_ZOHO_HUMAN = """First Name=first_name; Last Name=last_name; Full Name=full_name; Salutation=salutation; Email=email
    Secondary Email=email_2; Phone=phone; Mobile=mobile; Title=job_title; Email Opt Out=opted_out; Lead Source=source
    Street=street; City=city; State=region; Zip Code=postal_code; Country=country; Description=note
    Mailing Street=street; Mailing City=city; Mailing State=region; Mailing Zip=postal_code; Mailing Country=country
    Created Time=created_at; Modified Time=modified_at; Department=department"""
_ZOHO_ABOUT = """CONTACTID=person_key; ACCOUNTID=company_key; POTENTIALID=deal_key; LEADID=lead_key
    Who Id Id=who_key; What Id=what_key; Contact Name=person_name; Related To=what_name
    Created Time=created_at; Modified Time=modified_at; Description=note"""
_ZOHO_SKIP = (
    "Tasks Involved; Events Involved; Calls Involved; Activities Involved; Created By; Modified By; Tag; Layout"
)

ZOHO = (
    _preset(
        "zoho.users",
        RecordKind.USER,
        "USER_ID=key; Record Id=key; First Name=first_name; Last Name=last_name; Full Name=full_name; Email=email; "
        "Role=role; Phone=phone; Status=is_active",
        "USER_ID+Last Name",
    ),
    _preset(
        "zoho.accounts",
        RecordKind.COMPANY,
        """ACCOUNTID=key; Record Id=key; Account Name=name; Account Owner Id=owner_key; Account Owner=owner_name
        Account Type=type; Industry=industry; Website=website; Phone=phone; Employees=employees
        Annual Revenue=annual_revenue; Billing Street=street; Billing City=city; Billing State=region
        Billing Code=postal_code; Billing Country=country; Description=note; Created Time=created_at
        Modified Time=modified_at""",
        "Account Name+Account Owner; Account Name+ACCOUNTID",
        _ZOHO_SKIP,
        _ZOHO_EMPTY,
    ),
    _preset(
        "zoho.contacts",
        RecordKind.PERSON,
        f"""CONTACTID=key; Record Id=key; Contact Owner Id=owner_key; Contact Owner=owner_name; Account Id=company_key
        Account Name=company_name; {_ZOHO_HUMAN}""",
        "Contact Owner+Last Name; CONTACTID+Last Name",
        _ZOHO_SKIP,
        _ZOHO_EMPTY,
    ),
    _preset(
        "zoho.leads",
        RecordKind.LEAD,
        f"""LEADID=key; Record Id=key; Company=company_name; Lead Owner Id=owner_key; Lead Owner=owner_name
        Website=website; Industry=industry; Lead Status=status; CONVERTED=converted; Is Converted=converted
        Converted Time=converted_at; Rating=rating; No. of Employees=employees; Annual Revenue=annual_revenue
        Last Activity Time=last_activity_at; {_ZOHO_HUMAN}""",
        "LEADID+Lead Owner; Lead Owner+Lead Status+Created Time",
        f"month_Created Time1; {_ZOHO_SKIP}",
        _ZOHO_EMPTY,
    ),
    _preset(
        "zoho.campaigns",
        RecordKind.CAMPAIGN,
        """CAMPAIGNID=key; Record Id=key; Campaign Name=name; Type=type; Status=status; Created Time=created_at
        Modified Time=modified_at; Start Date=starts_on; End Date=ends_on; Expected Revenue=expected_revenue
        Budgeted Cost=planned_cost; Actual Cost=cost; Campaign Owner Id=owner_key; Campaign Owner=owner_name
        Description=note""",
        "Campaign Name+Start Date; CAMPAIGNID+Campaign Name",
        f"Num sent; Expected Response; {_ZOHO_SKIP}",
        _ZOHO_EMPTY,
    ),
    _preset(
        "zoho.members",
        RecordKind.MEMBER,
        """Campaign Name=campaign_name; CAMPAIGNID=campaign_key; LEADID=lead_key; CONTACTID=person_key
        Lead First Name=first_name; Lead Last Name=last_name; Email=email; Status=status
        Member Status=status; Last Modified Time=at""",
        "Campaign Name+Lead Last Name",
        "Is Lead Active?",
        _ZOHO_EMPTY,
    ),
    _preset(
        "zoho.calls",
        RecordKind.CALL,
        f"""TASKID=key; Record Id=key; Call Start Time=at; Call Duration (in seconds)=seconds
        Call Duration (in minutes)=minutes; Call Owner=owner_name; Call Owner Id=owner_key; Subject=subject
        Call Type=direction; Call Purpose=purpose; Call Result=outcome; {_ZOHO_ABOUT}""",
        "Call Start Time+Call Owner; Call Start Time+Call Type",
        f"Billable; SEMODULE; {_ZOHO_SKIP}",
        _ZOHO_EMPTY,
    ),
    _preset(
        "zoho.events",
        RecordKind.MEETING,
        f"""EVENTID=key; Record Id=key; Event Owner=owner_name; Event Owner Id=owner_key; Host=owner_name
        Subject=subject; Title=subject; Start DateTime=at; From=at; End DateTime=ends_at; To=ends_at; Venue=place
        Location=place; {_ZOHO_ABOUT}""",
        "Start DateTime+End DateTime; EVENTID+Subject",
        f"SEMODULE; {_ZOHO_SKIP}",
        _ZOHO_EMPTY,
    ),
    _preset(
        "zoho.tasks",
        RecordKind.TASK,
        f"""TASKID=key; Record Id=key; Task Owner=owner_name; Task Owner Id=owner_key; Subject=subject
        Due Date=due_at; Status=status; Priority=priority; Closed Time=closed_at; {_ZOHO_ABOUT}""",
        "Task Owner+Due Date; Task Owner+Subject",
        f"SEMODULE; {_ZOHO_SKIP}",
        _ZOHO_EMPTY,
    ),
)

_SALES_HUMAN = """Id=key; Salutation=salutation; FirstName=first_name; First Name=first_name; LastName=last_name
    Last Name=last_name; Name=full_name; Full Name=full_name; Title=job_title; Email=email; Phone=phone
    MobilePhone=mobile; Mobile=mobile; Department=department; Description=note; LeadSource=source; Lead Source=source
    HasOptedOutOfEmail=opted_out; Email Opt Out=opted_out; DoNotCall=do_not_call; Do Not Call=do_not_call
    OwnerId=owner_key; CreatedDate=created_at; Created Date=created_at; Create Date=created_at
    LastModifiedDate=modified_at; Last Modified Date=modified_at; Website=website"""
_SALES_SKIP = """IsDeleted; MasterRecordId; RecordTypeId; SystemModstamp; CreatedById; LastModifiedById; LastViewedDate
    LastReferencedDate; PhotoUrl; Jigsaw; JigsawContactId; JigsawCompanyId; MiddleName; Suffix; Latitude; Longitude
    GeocodeAccuracy; StateCode; CountryCode; CurrencyIsoCode; Fax; HasOptedOutOfFax; IsUnreadByOwner; Pronouns
    GenderIdentity; EmailBouncedReason; EmailBouncedDate; LastTransferDate; ConvertedAccountId; ConvertedContactId
    ConvertedOpportunityId; Created Alias; WhoCount; WhatCount; IsArchived; ReminderDateTime; IsReminderSet"""

SALESFORCE = (
    _preset(
        "salesforce.users",
        RecordKind.USER,
        "Id=key; FirstName=first_name; LastName=last_name; Name=full_name; Email=email; Title=job_title; Phone=phone; "
        "IsActive=is_active; TimeZoneSidKey=zone; CreatedDate=created_at; LastModifiedDate=modified_at",
        "Username+ProfileId; Username+IsActive",
        f"Username; Alias; UserRoleId; ProfileId; CommunityNickname; LocaleSidKey; LanguageLocaleKey; {_SALES_SKIP}",
    ),
    _preset(
        "salesforce.accounts",
        RecordKind.COMPANY,
        """Id=key; Account ID=key; Name=name; Account Name=name; Type=type; BillingStreet=street; BillingCity=city
        BillingState=region; BillingPostalCode=postal_code; BillingCountry=country; Phone=phone; Website=website
        Industry=industry; AnnualRevenue=annual_revenue; NumberOfEmployees=employees; Description=note
        OwnerId=owner_key; Account Owner=owner_name; CreatedDate=created_at; LastModifiedDate=modified_at
        AccountSource=source; Billing Street=street; Billing City=city; Billing State/Province=region
        Billing Zip/Postal Code=postal_code; Billing Country=country""",
        "Id+Name+BillingStreet; Id+Name+AnnualRevenue; Account ID+Account Name",
        f"""ParentId; AccountNumber; Site; Rating; Ownership; TickerSymbol; Sic; SicDesc; LastActivityDate
        ShippingStreet; ShippingCity; ShippingState; ShippingPostalCode; ShippingCountry; {_SALES_SKIP}""",
    ),
    _preset(
        "salesforce.contacts",
        RecordKind.PERSON,
        f"""AccountId=company_key; Account ID=company_key; Account Name=company_name; Contact ID=key
        Contact Owner=owner_name; MailingStreet=street; MailingCity=city; MailingState=region
        MailingPostalCode=postal_code; MailingCountry=country; Mailing Street=street; Mailing City=city
        Mailing State/Province=region; Mailing Zip/Postal Code=postal_code; Mailing Country=country; {_SALES_HUMAN}""",
        "Id+AccountId+LastName; Contact ID+Last Name; Contact Owner+Account Name",
        f"""ReportsToId; AssistantName; AssistantPhone; HomePhone; OtherPhone; Birthdate; LastActivityDate
        OtherStreet; OtherCity; OtherState; OtherPostalCode; OtherCountry; {_SALES_SKIP}""",
    ),
    _preset(
        "salesforce.leads",
        RecordKind.LEAD,
        f"""Lead ID=key; Company=company_name; Company / Account=company_name; Lead Owner=owner_name
        Owner Alias=owner_name; Status=status; Lead Status=status; IsConverted=converted; Converted=converted
        ConvertedDate=converted_at; Converted Date=converted_at; Industry=industry; Rating=rating
        AnnualRevenue=annual_revenue; NumberOfEmployees=employees; Street=street; City=city; State=region
        State/Province=region; PostalCode=postal_code; Zip/Postal Code=postal_code; Country=country
        LastActivityDate=last_activity_at; Last Activity=last_activity_at; Primary Campaign=campaign_name
        {_SALES_HUMAN}""",
        """Id+IsConverted; Id+LeadSource+Company; Lead Owner+Company / Account; Lead Status+Owner Alias
        Lead ID+Lead Owner""",
        _SALES_SKIP,
    ),
    _preset(
        "salesforce.campaigns",
        RecordKind.CAMPAIGN,
        """Id=key; Campaign ID=key; Name=name; Campaign Name=name; Type=type; Status=status; StartDate=starts_on
        Start Date=starts_on; EndDate=ends_on; End Date=ends_on; ExpectedRevenue=expected_revenue
        BudgetedCost=planned_cost; ActualCost=cost; Description=note; OwnerId=owner_key; Campaign Owner=owner_name
        CreatedDate=created_at; LastModifiedDate=modified_at""",
        "Id+Name+BudgetedCost; Id+Name+NumberSent",
        f"ParentId; IsActive; ExpectedResponse; NumberSent; LastActivityDate; {_SALES_SKIP}",
    ),
    _preset(
        "salesforce.members",
        RecordKind.MEMBER,
        """Id=key; CampaignId=campaign_key; LeadId=lead_key; ContactId=person_key; Status=status; CreatedDate=at
        HasResponded=responded; FirstRespondedDate=responded_at; LastModifiedDate=modified_at; Email=email
        FirstName=first_name; LastName=last_name""",
        "CampaignId+LeadId; CampaignId+ContactId",
        f"IsPrimary; {_SALES_SKIP}",
    ),
    _preset(
        "salesforce.tasks",
        RecordKind.TASK,
        """Id=key; WhoId=who_key; WhatId=what_key; Subject=subject; ActivityDate=due_at; Status=status
        Priority=priority; OwnerId=owner_key; Description=note; AccountId=company_key; CreatedDate=created_at
        LastModifiedDate=modified_at; CompletedDateTime=closed_at""",
        "Id+WhoId+Priority; Id+WhoId+IsClosed",
        f"Type; IsClosed; CallType; CallDurationInSeconds; CallDisposition; CallObject; {_SALES_SKIP}",
    ),
    _preset(
        "salesforce.events",
        RecordKind.MEETING,
        """Id=key; WhoId=who_key; WhatId=what_key; Subject=subject; Location=place; ActivityDateTime=at
        StartDateTime=at; EndDateTime=ends_at; DurationInMinutes=minutes; Description=note; AccountId=company_key
        OwnerId=owner_key; CreatedDate=created_at; LastModifiedDate=modified_at""",
        "Id+WhoId+DurationInMinutes; Id+WhoId+ActivityDateTime",
        f"ActivityDate; IsAllDayEvent; Type; ShowAs; IsPrivate; IsGroupEvent; {_SALES_SKIP}",
    ),
)

HUBSPOT = (
    _preset(
        "hubspot.contacts",
        RecordKind.LEAD,
        """Record ID=key; First Name=first_name; Last Name=last_name; Email=email; Phone Number=phone
        Job Title=job_title; Company Name=company_name; Associated Company=company_name; Contact owner=owner_name
        Lead Status=status; Original Source=source; Original Source Drill-Down 1=source_detail
        Create Date=created_at; Last Modified Date=modified_at; Country/Region=country; Website URL=website
        City=city; State/Region=region""",
        "Record ID+Lifecycle Stage; Record ID+Original Source; Lifecycle Stage+Contact owner",
        "Lifecycle Stage; Marketing contact status; Lead Score",
    ),
)

PRESETS = {preset.name: preset for preset in (*ZOHO, *SALESFORCE, *HUBSPOT)}


def product(source: str) -> str:
    """Return the name of a product as it writes itself."""
    return {"hubspot": "HubSpot"}.get(source, source.capitalize())


def recognise(header: Sequence[str]) -> list[Recognised]:
    """Return the presets whose telling headers stand in a file, the one that knows most of its columns first."""
    keys = [word_key(name) for name in header]
    found = [
        Recognised(preset, round(sum(key in preset.columns or key in preset.skip for key in keys) / len(keys), 3))
        for preset in PRESETS.values()
        if any(group <= set(keys) for group in preset.telling)
    ]
    return sorted(found, key=lambda known: (-known.confidence, known.preset.name))
