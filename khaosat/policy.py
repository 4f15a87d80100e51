"""May this role do this? The whole policy on one screen."""

from enum import StrEnum


class Realm(StrEnum):
    """A book of rows; a scope names the books it may open. The catalogue is open to every reader."""

    CATALOGUE = "catalogue"  # units, offices, officers' display names, placards, questionnaires, rounds
    ANSWERS = "answers"  # what citizens said
    HELD = "held"  # held answers one by one, what is decided about them, and floods
    SCANS = "scans"  # how often placards were scanned, by the hour
    TALLIES = "tallies"  # closed days, for Internal Affairs and what settles and releases
    RELEASES = "releases"  # what units may see
    COMMENTS = "comments"  # released comments, scrubbed and in groups
    CASES = "cases"  # requests for a reply, with how to reach who asks
    MEASURES = "measures"  # what units do to be better, until when, and what came of it
    DOSSIERS = "dossiers"  # how many dossiers offices received and units decided
    CLOSINGS = "closings"  # how many an officer closed in a quarter hour: for the detectors, read by no person's page
    LEAGUES = "leagues"  # officers beside one another, for Internal Affairs and the inspector
    RULES = "rules"  # rulesets that were loaded: read by everybody, changed by Internal Affairs
    APPRAISALS = "appraisals"  # the yearly classes: see APPRAISALS for who reaches whose file
    COMPLAINTS = "complaints"  # about officers: the register, and for an officer what was verified true about them
    SEALS = "seals"
    ACCOUNTS = "accounts"
    AUDIT = "audit"


class Role(StrEnum):
    """A person's part; see `design/product.md` and `docs/glossary.md`."""

    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    AFFAIRS = "affairs"
    DECIDER = "decider"
    APPEAL = "appeal"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"
    COLLECTOR = "collector"


class Reach(StrEnum):
    """Whose files of the yearly appraisal a role reaches; those of several roles are added, never multiplied."""

    OWN = "own"  # the officer's own
    UNITS = "units"  # those the own unit, or one below it, proposes
    VERIFIED = "verified"  # those Internal Affairs has verified, and everything after that
    APPEALED = "appealed"  # those an officer has appealed
    ALL = "all"


class Permission(StrEnum):
    """One thing a page lets a person do: audience:noun:verb."""

    PUBLIC = "anyone:page:open"  # open to everybody, signed in or not
    ACCOUNT_SELF = "account:self:keep"  # own password, second factor, sign-ins
    OFFICER_RESULTS = "officer:results:read"  # own released results
    UNIT_RESULTS = "unit:results:read"  # released results of the own unit and below
    UNIT_COMMENTS = "unit:comments:see_to"  # mark comments of the own unit and below as seen to
    UNIT_CASES = "unit:cases:read"  # requests for a reply made at the own unit and below
    UNIT_REPLY = "unit:cases:reply"  # reply to them
    UNIT_MEASURES = "unit:measures:read"  # measures of the own unit and below
    UNIT_IMPROVE = "unit:measures:write"  # write them, mark them done, carry them on
    UNIT_PLACARDS = "unit:placards:print"  # posters of the own unit and below
    UNIT_KIOSKS = "unit:kiosks:enrol"  # tablets at the own placards, hours of the own offices
    AFFAIRS_UNITS = "affairs:units:read"  # every unit's closed days, the funnel
    AFFAIRS_OFFICERS = "affairs:officers:read"  # the league of officers and its explanations
    AFFAIRS_LEAGUE = "affairs:league:compute"  # have the league of a period computed anew
    AFFAIRS_HELD = "affairs:held:read"  # held answers with their reasons, and floods
    AFFAIRS_DECIDE = "affairs:held:decide"  # keep a held answer, or exclude it with a second person
    AFFAIRS_COMPLAINTS = "affairs:complaints:read"  # the register of complaints about officers
    AFFAIRS_VERIFY = "affairs:complaints:verify"  # register one, verify it with a second person
    AFFAIRS_PLACARDS = "affairs:placards:watch"  # which placards fell silent or count strangely, with hours
    AFFAIRS_GRANTS = "affairs:grants:confirm"  # confirm who may see answers
    AFFAIRS_SEALS = "affairs:seals:read"  # the sealed list
    AFFAIRS_AUDIT = "affairs:audit:read"  # the audit trail
    RULES_READ = "appraisal:rules:read"  # every ruleset, with its sources
    RULES_LOAD = "appraisal:rules:load"  # an amended one, as a new version
    APPRAISAL_OWN = "appraisal:own:read"  # the own file, its evidence, its way
    APPRAISAL_APPEAL = "appraisal:own:appeal"  # against the own class, within its term
    APPRAISAL_READ = "appraisal:files:read"  # the year, and the files the role reaches
    APPRAISAL_PROPOSE = "appraisal:files:propose"  # a class, with reasons
    APPRAISAL_OPEN = "appraisal:years:open"  # a year under a ruleset; which unit proposes whom
    APPRAISAL_IMPORT = "appraisal:components:import"  # points, shares, discipline
    APPRAISAL_VERIFY = "appraisal:files:verify"  # what was proposed, or send it back
    APPRAISAL_COSIGN = "appraisal:files:cosign"  # as the second person for what lowers a class
    APPRAISAL_DECIDE = "appraisal:files:decide"
    APPRAISAL_SIGN = "appraisal:years:sign"  # the whole year, for good
    APPRAISAL_HEAR = "appraisal:appeals:decide"  # never on an own decision
    APPRAISAL_CHECK = "appraisal:years:check"  # recompute a signed year
    ADMIN_CATALOGUE = "admin:catalogue:keep"  # imports, settings of offices
    ADMIN_PLACARDS = "admin:placards:issue"  # issue, revoke, replace, print all
    ADMIN_KIOSKS = "admin:kiosks:enrol"  # tablets at every placard, hours of every office
    ADMIN_ACCOUNTS = "admin:accounts:keep"  # accounts, grants, sign-ins to end
    ADMIN_TOKENS = "admin:tokens:keep"  # tokens of programs: made, revoked
    ADMIN_DEMO = "admin:demo:forward"  # move the demo's clock, in demo mode only
    COLLECTOR_ENTRY = "collector:answers:enter"  # paper forms and assisted interviews
    API_CATALOGUE = "api:catalogue:read"  # a program's: units and fields, to name them by their keys
    API_RESULTS = "api:results:read"  # a program's: released results of the token's units
    API_DOSSIERS = "api:dossiers:write"  # a program's: dossier counts of the token's units


class TokenPower(StrEnum):
    """What a program's token is for; one token never does both, as one person never does."""

    READ_RESULTS = "read:results"
    WRITE_DOSSIERS = "write:dossiers"


P = Permission
ANYBODY = frozenset({P.PUBLIC})
SIGNED_IN = ANYBODY | {P.ACCOUNT_SELF}
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: SIGNED_IN | {P.OFFICER_RESULTS, P.RULES_READ, P.APPRAISAL_OWN, P.APPRAISAL_APPEAL},
    Role.UNIT_HEAD: SIGNED_IN
    | {P.UNIT_RESULTS, P.UNIT_COMMENTS, P.UNIT_CASES, P.UNIT_REPLY, P.UNIT_PLACARDS, P.UNIT_KIOSKS}
    | {P.UNIT_MEASURES, P.UNIT_IMPROVE, P.RULES_READ, P.APPRAISAL_READ, P.APPRAISAL_PROPOSE},
    Role.AFFAIRS: SIGNED_IN
    | {
        P.UNIT_RESULTS,
        P.UNIT_CASES,
        P.AFFAIRS_UNITS,
        P.AFFAIRS_OFFICERS,
        P.AFFAIRS_LEAGUE,
        P.AFFAIRS_HELD,
        P.AFFAIRS_DECIDE,
    }
    | {
        P.AFFAIRS_COMPLAINTS,
        P.AFFAIRS_VERIFY,
        P.AFFAIRS_PLACARDS,
        P.AFFAIRS_GRANTS,
        P.AFFAIRS_SEALS,
        P.UNIT_MEASURES,
        P.RULES_READ,
        P.RULES_LOAD,
    }
    | {P.APPRAISAL_READ, P.APPRAISAL_OPEN, P.APPRAISAL_IMPORT, P.APPRAISAL_VERIFY, P.APPRAISAL_COSIGN}
    | {P.APPRAISAL_CHECK},
    Role.DECIDER: SIGNED_IN | {P.RULES_READ, P.APPRAISAL_READ, P.APPRAISAL_DECIDE, P.APPRAISAL_SIGN},
    Role.APPEAL: SIGNED_IN | {P.RULES_READ, P.APPRAISAL_READ, P.APPRAISAL_HEAR},
    Role.INSPECTOR: SIGNED_IN
    | {
        P.RULES_READ,
        P.APPRAISAL_READ,
        P.APPRAISAL_CHECK,
        P.UNIT_RESULTS,
        P.UNIT_CASES,
        P.UNIT_MEASURES,
        P.AFFAIRS_UNITS,
        P.AFFAIRS_OFFICERS,
        P.AFFAIRS_HELD,
        P.AFFAIRS_COMPLAINTS,
        P.AFFAIRS_PLACARDS,
        P.AFFAIRS_SEALS,
        P.AFFAIRS_AUDIT,
    },
    Role.ADMINISTRATOR: SIGNED_IN
    | {P.ADMIN_CATALOGUE, P.ADMIN_PLACARDS, P.ADMIN_KIOSKS, P.ADMIN_ACCOUNTS, P.ADMIN_TOKENS, P.ADMIN_DEMO},
    Role.COLLECTOR: SIGNED_IN | {P.COLLECTOR_ENTRY},
}

READS_ANSWERS = frozenset(
    {Role.OFFICER, Role.UNIT_HEAD, Role.AFFAIRS, Role.DECIDER, Role.APPEAL, Role.INSPECTOR}
)  # granted by an administrator, confirmed by Internal Affairs, never on one person with administrator
SECOND_FACTOR = frozenset({Role.AFFAIRS, Role.DECIDER, Role.INSPECTOR, Role.ADMINISTRATOR})
EVERY_UNIT = frozenset({Role.AFFAIRS, Role.INSPECTOR, Role.DECIDER, Role.APPEAL})  # roles that need no unit

AFFAIRS_BOOKS = frozenset(
    {Realm.RELEASES, Realm.COMMENTS, Realm.CASES, Realm.HELD, Realm.TALLIES, Realm.DOSSIERS, Realm.LEAGUES, Realm.SCANS,
     Realm.SEALS, Realm.ACCOUNTS, Realm.MEASURES, Realm.APPRAISALS, Realm.COMPLAINTS}
)  # fmt: skip  # books on one line
READS: dict[Role, frozenset[Realm]] = {
    Role.OFFICER: frozenset({Realm.RELEASES, Realm.APPRAISALS, Realm.COMPLAINTS}),
    Role.UNIT_HEAD: frozenset(
        {Realm.RELEASES, Realm.COMMENTS, Realm.CASES, Realm.DOSSIERS, Realm.MEASURES, Realm.APPRAISALS}
    ),
    Role.AFFAIRS: AFFAIRS_BOOKS,
    Role.DECIDER: frozenset({Realm.APPRAISALS}),
    Role.APPEAL: frozenset({Realm.APPRAISALS}),
    Role.INSPECTOR: AFFAIRS_BOOKS | {Realm.AUDIT},
    Role.ADMINISTRATOR: frozenset({Realm.ACCOUNTS}),
    Role.COLLECTOR: frozenset(),
}
CHANGES: dict[Role, frozenset[Realm]] = {
    Role.OFFICER: frozenset({Realm.AUDIT, Realm.APPRAISALS}),
    Role.UNIT_HEAD: frozenset(
        {Realm.AUDIT, Realm.CATALOGUE, Realm.COMMENTS, Realm.CASES, Realm.MEASURES, Realm.APPRAISALS}
    ),
    Role.AFFAIRS: frozenset({Realm.AUDIT, Realm.ACCOUNTS, Realm.HELD, Realm.RULES, Realm.APPRAISALS, Realm.COMPLAINTS}),
    Role.DECIDER: frozenset({Realm.AUDIT, Realm.APPRAISALS}),
    Role.APPEAL: frozenset({Realm.AUDIT, Realm.APPRAISALS}),
    Role.INSPECTOR: frozenset({Realm.AUDIT}),  # what they take along leaves its event
    Role.ADMINISTRATOR: frozenset({Realm.AUDIT, Realm.ACCOUNTS, Realm.CATALOGUE, Realm.DOSSIERS, Realm.CLOSINGS}),
    Role.COLLECTOR: frozenset(),
}
APPRAISALS: dict[Role, Reach] = {
    Role.OFFICER: Reach.OWN,
    Role.UNIT_HEAD: Reach.UNITS,
    Role.AFFAIRS: Reach.ALL,
    Role.DECIDER: Reach.VERIFIED,
    Role.APPEAL: Reach.APPEALED,
    Role.INSPECTOR: Reach.ALL,
}
TOKENS: dict[TokenPower, frozenset[Permission]] = {
    TokenPower.READ_RESULTS: ANYBODY | {P.API_CATALOGUE, P.API_RESULTS},
    TokenPower.WRITE_DOSSIERS: ANYBODY | {P.API_CATALOGUE, P.API_DOSSIERS},
}
TOKEN_READS: dict[TokenPower, frozenset[Realm]] = {
    TokenPower.READ_RESULTS: frozenset({Realm.RELEASES, Realm.DOSSIERS, Realm.MEASURES}),  # measures: of a report
    TokenPower.WRITE_DOSSIERS: frozenset({Realm.DOSSIERS, Realm.CLOSINGS}),
}
TOKEN_CHANGES: dict[TokenPower, frozenset[Realm]] = {
    TokenPower.READ_RESULTS: frozenset({Realm.AUDIT}),  # what is taken along leaves its event
    TokenPower.WRITE_DOSSIERS: frozenset({Realm.AUDIT, Realm.DOSSIERS, Realm.CLOSINGS}),
}
