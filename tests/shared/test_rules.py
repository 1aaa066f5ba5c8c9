import pytest

from shared.rules import LeftAlone, Place, Rule, Rules, TagNames, Unclear

GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups"
VAULTS = "providers/Microsoft.RecoveryServices/vaults"
NIGHTLY = f"{GROUP}/backup/{VAULTS}/nightly"
GOLD = f"{GROUP}/backup/{VAULTS}/gold"
TWIN = f"{GROUP}/west/{VAULTS}/twin"
OTHER_TWIN = f"{GROUP}/east/{VAULTS}/twin"
RULES = Rules(
    (
        Rule("West Europe", NIGHTLY, "EnhancedPolicy"),
        Rule("uksouth", GOLD),
        Rule("northeurope", None),
    ),
    (TWIN, OTHER_TWIN, NIGHTLY.upper()),
)


@pytest.mark.parametrize(
    ("region", "tags", "place"),
    [
        ("westeurope", {}, Place(NIGHTLY, "EnhancedPolicy")),
        ("WestEurope", {"owner": "shop"}, Place(NIGHTLY, "EnhancedPolicy")),
        ("uksouth", {}, Place(GOLD, "DefaultPolicy")),
        ("westeurope", {"backup": "yes"}, Place(NIGHTLY, "EnhancedPolicy")),
        ("westeurope", {"backup": ""}, Place(NIGHTLY, "EnhancedPolicy")),
        ("westeurope", {"backup-policy": "Gold-1"}, Place(NIGHTLY, "Gold-1")),
        ("westeurope", {"BACKUP-Policy": " Gold-1 "}, Place(NIGHTLY, "Gold-1")),
        ("westeurope", {"backup-vault": "Gold"}, Place(GOLD, "EnhancedPolicy")),
        ("westeurope", {"backup-vault": GOLD.lower(), "backup-policy": "Weekly"}, Place(GOLD, "Weekly")),
        ("brazilsouth", {"backup-vault": "gold"}, Place(GOLD, "DefaultPolicy")),
        ("northeurope", {"backup-vault": "gold"}, Place(GOLD, "DefaultPolicy")),
        ("westeurope", {"backup-vault": TWIN}, Place(TWIN, "EnhancedPolicy")),
    ],
)
def test_a_vm_belongs_where_its_region_says_unless_its_tags_say_otherwise(
    region: str, tags: dict[str, str], place: Place
) -> None:
    """Names of regions, tags and vaults have no case; a region may be written as the portal shows it."""
    assert RULES.place_of(region, tags) == place


@pytest.mark.parametrize("no", ["no", "No", " NO ", "false", "off", "none", "never"])
def test_a_tag_opts_out(no: str) -> None:
    """Whatever else the tags say."""
    assert isinstance(RULES.place_of("westeurope", {"Backup": no, "backup-vault": "gold"}), LeftAlone)


def test_a_region_may_be_left_alone() -> None:
    """By a rule without a vault."""
    assert isinstance(RULES.place_of("northeurope", {}), LeftAlone)


@pytest.mark.parametrize(
    ("region", "tags", "code", "says"),
    [
        ("brazilsouth", {}, "NoRule", "brazilsouth"),
        ("westeurope", {"backup-vault": "twin"}, "AmbiguousVault", "2 vaults"),
        ("westeurope", {"backup-vault": "platinum"}, "UnknownVault", "'platinum'"),
        ("westeurope", {"backup-vault": NIGHTLY + "2"}, "UnknownVault", "nightly2"),
        ("westeurope", {"backup-policy": "../x"}, "UnknownPolicy", "'../x'"),
    ],
)
def test_what_the_rules_do_not_say_is_told(region: str, tags: dict[str, str], code: str, says: str) -> None:
    """With what to do."""
    unclear = RULES.place_of(region, tags)
    assert isinstance(unclear, Unclear)
    assert unclear.code == code
    assert says in unclear.message
    assert unclear.remedy


def test_the_tags_may_have_other_names() -> None:
    """Those of the settings."""
    rules = RULES._replace(tags=TagNames("keep", "keep-in", "keep-by"))
    assert isinstance(rules.place_of("westeurope", {"backup": "no"}), Place)
    assert isinstance(rules.place_of("westeurope", {"keep": "no"}), LeftAlone)
    assert rules.place_of("westeurope", {"keep-in": "gold", "keep-by": "Weekly"}) == Place(GOLD, "Weekly")


def test_every_configured_vault_is_named_once() -> None:
    """However its id is spelled."""
    assert RULES.vaults == [TWIN, OTHER_TWIN, NIGHTLY, GOLD]
