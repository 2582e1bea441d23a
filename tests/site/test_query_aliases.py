"""Old addresses with a query lead to their pages by rules of the server."""

from __future__ import annotations

import re

from support.site import post, told


def build_with(site, headers, aliases='["/?p=12", "/index.php?id=4&lang=de"]', **settings):
    site.settings(f"[hosting]\nheaders = {headers}\n" if headers else "", **settings)
    site.write({"posts/a.md": post("A", aliases=aliases)})
    return site.build()


def test_each_server_gets_its_rules(site):
    result = build_with(site, '["apache", "nginx", "netlify"]')
    assert result.published, told(result)
    assert not result.problems, told(result)
    rules = site.text(".htaccess")
    assert (
        "  RewriteCond %{QUERY_STRING} (^|&)id=4(&|$)\n  RewriteCond %{QUERY_STRING} (^|&)lang=de(&|$)\n"
        "  RewriteRule ^index\\.php/?$ /a/ [R=301,QSD,NE,L]\n"
    ) in rules
    assert "  RewriteCond %{QUERY_STRING} (^|&)p=12(&|$)\n  RewriteRule ^$ /a/ [R=301,QSD,NE,L]\n" in rules
    assert site.text("_redirects").splitlines()[1:] == [
        "/ p=12 /a/ 301!",
        "/index.php id=4 lang=de /a/ 301!",
    ]
    nginx = dict(
        re.findall(r'if \(\$request_uri ~ "(.*)"\) \{\n  return 301 (.*);\n\}\n', site.text("nginx-headers.conf"))
    )
    for address, leads in (
        ("/?p=12", True),
        ("/?x=1&p=12", True),
        ("/?p=123", False),
        ("/?pp=12", False),
        ("/index.php?lang=de&id=4", True),
        ("/index.php?id=4", False),
        ("/a/?p=12", False),
    ):
        assert bool([rule for rule in nginx if re.search(rule, address)]) == leads, address
    assert set(nginx.values()) == {"/a/"}
    assert not (site.out / "index.php").exists()


def test_where_one_text_was_at_a_path_a_folder_will_do(site):
    site.write({"posts/b.md": post("B", aliases='["/shared?id=2"]')})
    result = build_with(site, '["netlify"]', aliases='["/old/page?m=1", "/shared?id=1"]')
    assert result.published, told(result)
    assert (site.out / "old/page/index.html").exists()
    assert not (site.out / "shared").exists()
    assert site.text("_redirects").splitlines()[1:] == ["/shared id=1 /a/ 301!", "/shared id=2 /b/ 301!"]


def test_a_site_below_a_path_and_addresses_in_other_scripts(site):
    site.write({"posts/ü.md": post("Ü", slug="über", aliases='["/?p=7"]')})
    result = build_with(site, '["apache", "netlify"]', aliases="[]", url='"https://host.example/practice"')
    assert result.published, told(result)
    assert "RewriteRule ^$ /practice/\\%C3\\%BCber/ [R=301,QSD,NE,L]\n" in site.text(".htaccess")
    assert "/ p=7 /practice/%C3%BCber/ 301!\n" in site.text("_redirects")


def test_without_a_server_that_can_it_is_told_once(site):
    result = build_with(site, "")
    (problem,) = result.problems
    assert problem.code == "TB-URL-003"
    assert problem.says == ("2 old addresses with a question mark cannot lead to the new page: no file answers /?p=12")
    assert problem.at.path == "posts/a.md"


UNSAFE = ("/?p", "/?", "/?p=1;evil", "/?p=$1", "/?p={1}", "https://other.example/?p=1", '/?p=\\"x')


def test_what_no_rule_can_say_is_an_error(site):
    for alias in UNSAFE:
        result = build_with(site, '["apache"]', aliases=f'["{alias}"]')
        assert [problem.code for problem in result.problems] == ["TB-URL-002"], (alias, told(result))


def test_a_held_back_text_gets_no_rule_and_the_home_page_is_still_linked_to(site):
    site.write({"posts/b.md": post("B", "[home](/)", aliases='["/?p=13"]', status="draft")})
    site.write({"posts/c.md": post("C", "[home](/)")})
    result = build_with(site, '["apache"]')
    assert not result.problems, told(result)
    assert "p=13" not in site.text(".htaccess")
    assert site.html("/c/").css_first("main a[href='../']") is not None


def test_a_file_of_ones_own_in_the_same_place_is_told(site):
    site.write({"static/_redirects": "/x /y\n"})
    result = build_with(site, '["netlify"]')
    assert [problem.code for problem in result.problems] == ["TB-URL-001"], told(result)
