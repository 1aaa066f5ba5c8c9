"""Which path belongs to which route, as ASP.NET has it."""

import pytest

from local_stack.functions_host.web import route
from local_stack.functions_host.web.route import UnknownTemplateError


@pytest.mark.parametrize(
    ("template", "path", "parameters"),
    [
        ("api/report", "/api/report", {}),
        ("api/report", "/API/Report/", {}),
        ("api/report", "/api/report/7", None),
        ("api/report", "/api/reports", None),
        ("api/a.b", "/api/aXb", None),
        ("vms/{name}", "/vms/Web%2001", {"name": "Web 01"}),
        ("vms/{name}", "/vms/a%2Fb", {"name": "a/b"}),
        ("vms/{name}", "/vms", None),
        ("vms/{name}/disks/{disk:int}", "/vms/x/disks/-3", {"name": "x", "disk": "-3"}),
        ("vms/{name}/disks/{disk:int}", "/vms/x/disks/three", None),
        ("vms/{name?}", "/vms", {}),
        ("vms/{name?}", "/vms/x", {"name": "x"}),
        ("vms/{on:bool}", "/vms/TRUE", {"on": "TRUE"}),
        ("vms/{word:alpha}", "/vms/abc1", None),
        (
            "jobs/{id:guid}",
            "/jobs/2a2e64a6-0f0a-4a4c-8c28-6b58a6e9a4a5",
            {"id": "2a2e64a6-0f0a-4a4c-8c28-6b58a6e9a4a5"},
        ),
        ("jobs/{id:guid}", "/jobs/2a2e64a6", None),
        ("files/{*rest}", "/files/a/b/c", {"rest": "a/b/c"}),
        ("files/{*rest}", "/files", {}),
        ("", "/", {}),
        ("", "/a", None),
    ],
)
def test_a_path_matches_or_not(template: str, path: str, parameters: dict[str, str] | None) -> None:
    """Letter case and a slash at the end do not matter; optional parameters may be missing."""
    assert route.template(template).match(path) == parameters


def test_the_more_special_route_comes_first() -> None:
    """Words, then parameters of a kind, then any, then the rest."""
    texts = ["vms/{*rest}", "vms/{name}", "vms/{number:int}", "vms/all"]
    assert [each.text for each in sorted(map(route.template, texts), key=lambda each: each.precedence)] == texts[::-1]


@pytest.mark.parametrize("template", ["a-{b}", "{a}{b}", "{a:regex(x)}", "{a:float}", "{a=1}", "{a"])
def test_what_is_not_served_here_is_refused(template: str) -> None:
    """Rather than matched in another way than in Azure."""
    with pytest.raises(UnknownTemplateError, match="is not served here"):
        route.template(template)
