"""What axe-core finds on a page, named by rule and by the Streamlit part it stands in."""

from axe_playwright_python.sync_playwright import Axe

PART_OF = """targets => targets.map(t => document.querySelector(t)?.closest('[data-testid]')?.dataset.testid ?? t)"""


def violations(visitor) -> set[tuple[str, str]]:
    found = set()
    for violation in Axe().run(visitor.page).response["violations"]:
        targets = [node["target"][0] for node in violation["nodes"]]
        found |= {(violation["id"], part) for part in visitor.page.evaluate(PART_OF, targets)}
    return found
