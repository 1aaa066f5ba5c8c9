"""The evaluation itself: what it cannot know must not pass."""

from pathlib import Path

import pytest

from tests.infra.bicep.deployment import Resource, deployed
from tests.infra.bicep.syntax import Fault

GROUP = "resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = { name: 'rg', location: 'here' }\n"
ACCOUNT = "'Microsoft.Storage/storageAccounts@2026-04-01'"


def evaluated(folder: Path, main: str, module: str = "", parameters: str = "") -> list[Resource]:
    """Evaluate a template of subscription scope, with a module beside it."""
    (folder / "main.bicep").write_text(f"targetScope = 'subscription'\n{main}")
    (folder / "module.bicep").write_text(module)
    (folder / "main.bicepparam").write_text(f"using 'main.bicep'\n{parameters}")
    return deployed(folder / "main.bicepparam", CHOSEN="yes")


def test_names_conditions_and_loops_are_followed(tmp_path: Path) -> None:
    """One resource for each round, none where the condition fails, and ids under parents."""
    module = f"""
        param names array
        param wanted bool
        resource account {ACCOUNT} = [for (name, index) in names: {{ name: '${{name}}${{index + 1}}' }}]
        resource more {ACCOUNT} = if (!wanted) {{ name: 'more' }}
        resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {{
          parent: account[1]
          name: 'default'
        }}
        output last string = account[1].properties.key
    """
    main = f"""{GROUP}
        param wanted bool
        module inner 'module.bicep' = {{
          name: 'inner'
          scope: group
          params: {{ names: map(['a', 'b'], each => 'st${{each}}'), wanted: wanted }}
        }}
    """
    made = evaluated(tmp_path, main, module, "param wanted = readEnvironmentVariable('CHOSEN', 'no') == 'yes'")
    assert [resource.id.partition("/resourceGroups/")[2] for resource in made] == [
        "rg",
        "rg/providers/Microsoft.Storage/storageAccounts/sta1",
        "rg/providers/Microsoft.Storage/storageAccounts/stb2",
        "rg/providers/Microsoft.Storage/storageAccounts/stb2/blobServices/default",
    ]


@pytest.mark.parametrize(
    ("fault", "main", "parameters"),
    [
        ("main.bicep:2: 'resource'", "resource\n", ""),
        ("nothing is called nobody", "var name = nobody", ""),
        ("no function listKeys", "var keys = listKeys('account')", ""),
        ("has no propertees", "var id = subscription().propertees", ""),
        ("misreads", "var a = {}\nvar b = true ? a : a.id", ""),
        ("name is not given", "param name string", ""),
        ("main.bicep has no parameter name", "", "param name = 'x'"),
        (
            "module.bicep has no parameter surprise",
            f"{GROUP}module m 'module.bicep' = {{ name: 'm', scope: group, params: {{ surprise: 1 }} }}",
            "",
        ),
    ],
)
def test_what_does_not_fit_together_is_a_fault(tmp_path: Path, fault: str, main: str, parameters: str) -> None:
    """As Bicep's own compiler would say."""
    with pytest.raises(Fault, match=fault.replace("(", r"\(")):
        evaluated(tmp_path, main, parameters=parameters)
