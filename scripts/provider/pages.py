"""The demo provider's own pages: plain, and plainly not those of the house that it stands in for."""

from collections.abc import Sequence
from html import escape
from string import Template

from scripts.provider.faults import FAULTS
from scripts.provider.people import HINTS, PEOPLE, Person

NAMES = {"google": "Google", "github": "GitHub"}

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif;
  --page: light-dark(#efeaf6, #17131d); --card: light-dark(#fff, #221c2b); --text: light-dark(#241c30, #ece7f3);
  --quiet: light-dark(#5f566d, #b3a9c2); --line: light-dark(#8a7f9c, #7d718f); --ink: light-dark(#5b2a9d, #cdb0ff); }
* { box-sizing: border-box; }
body { margin: 0; min-block-size: 100dvh; display: grid; place-items: center; padding: 1rem;
  background: var(--page); color: var(--text); }
main { inline-size: min(26rem, 100%); background: var(--card); border-radius: 14px; padding: 1.75rem;
  display: grid; gap: 1rem; }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0; } p { margin: 0; } .quiet { color: var(--quiet); }
.band { border-inline-start: 4px solid var(--ink); padding-inline-start: 0.75rem; font-size: 0.9rem; }
form { display: grid; gap: 0.6rem; } a { color: var(--ink); }
button, input, select { font: inherit; color: inherit; inline-size: 100%; min-block-size: 2.75rem;
  border: 1px solid var(--line); border-radius: 10px; padding: 0.4rem 0.8rem; background: transparent; }
button { cursor: pointer; text-align: start; display: flex; gap: 0.75rem; align-items: center; }
button:hover { background: color-mix(in srgb, var(--ink) 9%, transparent); }
button img { inline-size: 2.25rem; block-size: 2.25rem; border-radius: 50%; } button small { color: var(--quiet); }
button.plain { justify-content: center; font-weight: 600; } button span { display: grid; line-height: 1.3; }
option { background: var(--card); } :focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
details { border-block-start: 1px solid color-mix(in srgb, var(--line) 40%, transparent); padding-block-start: 0.6rem; }
summary { cursor: pointer; min-block-size: 1.75rem; color: var(--ink); }
details > div { display: grid; gap: 0.6rem; padding-block-start: 0.6rem; } label { display: grid; gap: 0.2rem; }
label.check { display: flex; gap: 0.6rem; align-items: center; }
label.check input { inline-size: 1.25rem; min-block-size: 1.25rem; accent-color: var(--ink); }
"""

_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title · Demo provider</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/style.css"><link rel="icon" href="/pictures/270.svg" type="image/svg+xml"></head>
<body><main>$body</main></body></html>
""")

_CHOICE = Template("""<p class="band"><b>Demo provider.</b> It stands in for $house: nothing leaves this machine.</p>
<h1>Who comes to $site?</h1>
<form method="post">
$people
<details><summary>Somebody else</summary><div>
<label>Name <input name="name" maxlength="200" autocomplete="off"></label>
<label>Address <input name="address" maxlength="200" autocomplete="off"></label>
<label class="check"><input type="checkbox" name="unverified">The address is not verified</label>
<label class="check"><input type="checkbox" name="hidden">The address is hidden on GitHub</label>
<button name="person" value="other" class="plain">Continue as somebody else</button>
</div></details>
<details><summary>Let something go wrong</summary><div>
<label>What <select name="fault"><option value="">Nothing</option>$faults</select></label>
<p class="quiet">Then choose a person above.</p>
</div></details>
<button name="deny" value="1" class="plain">No, go back</button>
</form>""")

_PERSON = Template("""<button name="person" value="$key"><img src="/pictures/$hue.svg" alt="" width="36" height="36">
<span>$name<small>$hint</small></span></button>""")


def _page(title: str, body: str) -> str:
    return _PAGE.substitute(title=escape(title), body=body)


def choice(house: str, site: str) -> str:
    people = "\n".join(_person(person) for person in PEOPLE)
    faults = "".join(f'<option value="{name}">{escape(text)}</option>' for name, text in FAULTS.items())
    body = _CHOICE.substitute(house=NAMES[house], site=escape(site), people=people, faults=faults)
    return _page("Who are you?", body)


def _person(person: Person) -> str:
    hint = escape(HINTS[person.key])
    return _PERSON.substitute(key=person.key, hue=person.hue, name=escape(person.name), hint=hint)


def refusal(faults: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(fault)}</li>" for fault in faults)
    return _page("No", f"<h1>This request can't be answered</h1><ul>{items}</ul>")


def front() -> str:
    return _page(
        "Welcome",
        "<h1>Demo provider</h1><p>It stands in for Google and GitHub on this machine, so that sign-in with them can be "
        'tried without them.</p><p class="quiet">Go to Chatterbox and choose one of them there.</p>',
    )


def picture(hue: int) -> str:
    """A folded paper in a colour (SVG)."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" '
        f'fill="hsl({hue} 60% 42%)"/><path d="M10 42 32 16l22 26z" fill="hsl({hue} 75% 82%)"/>'
        f'<path d="M32 16 54 42H32z" fill="hsl({hue} 70% 70%)"/><path d="M6 44h52l-9 10H15z" fill="#fff"/></svg>'
    )
