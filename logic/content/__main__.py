"""Checks every content file and every table of rules: `python -m logic.content`."""

from __future__ import annotations

import sys
from collections import Counter

from logic import edits, fees, mue
from logic.assistants import rules as assistants
from logic.claim import rules as claim
from logic.content.library import ROOT, check, library
from logic.practice import beliefs, scenarios
from logic.practice.topics import code_choice, documentation
from logic.thresholds import amounts as thresholds

RULE_CHECKS = (edits.check, mue.check, fees.check, thresholds.check, assistants.check, claim.check)
PRACTICE_CHECKS = (beliefs.check, scenarios.check, code_choice.check, documentation.check)


def main() -> int:
    faults = (*check(ROOT), *(fault for check_rules in RULE_CHECKS for fault in check_rules(ROOT / "rules")))
    if not faults:
        faults = tuple(fault for check_rules in PRACTICE_CHECKS for fault in check_rules(ROOT / "rules"))
    if faults:
        print(*faults, f"{len(faults)} faults", sep="\n")
        return 1
    counts = Counter(entry.folder for entry in (*library().entries(), *library().scenarios.values()))
    print(", ".join(f"{n} {folder.replace('_', ' ')}" for folder, n in counts.items()), "and all rules: no faults")
    return 0


if __name__ == "__main__":
    sys.exit(main())
