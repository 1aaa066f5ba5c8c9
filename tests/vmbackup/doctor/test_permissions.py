"""What a list of permissions grants, and that the list of what is needed is the proven one."""

import json
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vmbackup.doctor.needed import ON_KEY_VAULT, ON_SUBSCRIPTION, ON_VAULT, ON_VMS
from vmbackup.doctor.permissions import Permission, granted, lacking

DOCS = Path(__file__).parents[3] / "docs"
ROW = re.compile(r"^\| `(?P<action>[^`]+)` \| (?P<flows>[^|]+) \|$", re.MULTILINE)

words = st.text("abcXYZ.[?+(", min_size=1, max_size=6)
actions = st.lists(words, min_size=1, max_size=4).map("/".join)
patterns = st.lists(st.one_of(words, st.just("*")), min_size=1, max_size=4).map("/".join)
permissions = st.lists(
    st.builds(
        Permission,
        actions=st.lists(patterns, max_size=3).map(tuple),
        not_actions=st.lists(patterns, max_size=2).map(tuple),
    ),
    max_size=4,
)


@given(actions)
def test_an_action_grants_itself_in_any_case(action: str) -> None:
    """Names have no case; what stands in them has no meaning but the star."""
    assert granted(action.upper(), [Permission((action.lower(),))])


@given(actions, permissions, permissions)
def test_another_role_never_takes_away(action: str, some: list[Permission], more: list[Permission]) -> None:
    """What one leaves out, another may grant; each grants for itself."""
    assert granted(action, some + more) == (granted(action, some) or granted(action, more))


@given(actions, patterns)
def test_what_is_left_out_is_not_granted(action: str, pattern: str) -> None:
    """A role's exceptions come before what it grants."""
    role = Permission(("*",), (pattern,))
    assert granted(action, [role]) != granted(action, [Permission((pattern,))])


@given(words, words, st.text("abcXYZ/.", max_size=9))
def test_a_star_stands_for_anything(head: str, tail: str, between: str) -> None:
    """Also for nothing, and for slashes; what is before and behind must be there."""
    role = [Permission((f"{head}*{tail}",))]
    assert granted(head + between + tail, role)
    assert not granted(f"{head}{between}{tail}#", role)


@given(actions, permissions)
def test_what_lacks_is_what_is_not_granted(action: str, some: list[Permission]) -> None:
    """In the order that was asked for."""
    assert (lacking([action], some) == []) == granted(action, some)


def test_what_is_looked_for_is_the_proven_list() -> None:
    """docs/permissions.md is measured; so are the roles."""
    page = (DOCS / "permissions.md").read_text().partition("## Key vault")[0]
    proven = {row["action"]: tuple(row["flows"].split(", ")) for row in ROW.finditer(page)}
    assert ON_VAULT.actions | ON_SUBSCRIPTION.actions == proven


def test_each_action_is_looked_for_at_its_scope() -> None:
    """Where the roles are to be assigned."""
    for needed in (ON_VAULT, ON_SUBSCRIPTION, ON_KEY_VAULT):
        kind = "DataActions" if needed.on_data else "Actions"
        assert set(needed.actions) == set(json.loads((DOCS.parent / needed.least).read_text())[kind])
    linked = set(json.loads((DOCS.parent / ON_VMS.least).read_text())["Actions"])
    assert linked == set(ON_VMS.actions) | {"Microsoft.Compute/virtualMachines/read"}


@given(permissions, actions)
def test_what_is_granted_on_data_is_another_matter(some: list[Permission], action: str) -> None:
    """Who may do anything with a resource may not read its data for that, nor the other way round."""
    assert not granted(action, [Permission(one.actions).on_data for one in some])
    assert granted(action, [Permission(data_actions=(action,)).on_data])
