"""NCCI edits on a claim: which line denies, which modifier opens the pair, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logic.claim.case import Case
from logic.claim.draft import Draft, Drafts, Outcome
from logic.claim.findings import Finding, Severity
from logic.claim.rules import Distinct, claim_rules, questions
from logic.content import library
from logic.edits import Edit, edits_among, table_warning
from logic.steps import Step
from logic.units.working import and_list

PAGE = "guides/ncci-edits"
SAME_TIME = "ncci-manual-2026-11"

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Pair:
    """An edit between two codes of the claim, each of one plan of care.

    `stated` is what sets the two apart, and `target` the line that carries the modifier for it.
    """

    edit: Edit
    column1: Key
    column2: Key
    stated: frozenset[Distinct]
    target: Key
    one_provider: bool

    @property
    def open(self) -> bool:
        return self.edit.indicator == 1 and bool(self.stated)

    @property
    def outcome(self) -> Outcome:
        """What becomes of the column 2 line."""
        if self.open:
            return "payable"
        return "denied" if self.edit.certain and self.one_provider else "depends"


def settle(case: Case, drafts: Drafts) -> tuple[list[Draft], list[Finding]]:
    """The lines with the modifiers their edits call for, and what the edits leave to say."""
    findings: list[Finding] = []
    if not case.follows("edits"):
        return list(drafts), list(_ask(case, drafts))
    pairs = _pairs(case, drafts)
    settled = [_settled(case, draft, pairs) for draft in drafts]
    findings += _opened(case, settled, pairs)
    findings += (_not_opened(pair) for pair in pairs if not pair.open)
    findings += _not_certain(pairs)
    findings += _not_needed(case, pairs)
    codes = tuple(dict.fromkeys(draft.code for draft in drafts))
    if len(codes) > 1 and (warning := table_warning(case.on, case.setting, codes)):
        findings.append(Finding("notice", codes, warning, "ncci-ptp-2024-07", PAGE, "edit"))
    return settled, findings


def same_time(case: Case, drafts: Drafts) -> Iterator[Finding]:
    """The rule that needs no edit: no two therapy services for the same 15 minutes."""
    if not case.follows("edits"):
        return
    hands_on = tuple(dict.fromkeys(draft.code for draft in drafts if _attended(draft)))
    supervised = tuple(dict.fromkeys(draft.code for draft in drafts if draft.entry.record and not _attended(draft)))
    if len(hands_on) < 2 or not any(draft.entry.timed for draft in drafts):
        return
    message = (
        f"{and_list(hands_on)}: no two of them may claim the same 15 minutes, whether or not an edit stands between "
        "them. The note must let a reader see separate minutes."
    )
    if modalities := [code for code in supervised if _supervised(code)]:
        verb = "is a supervised modality" if len(modalities) == 1 else "are supervised modalities"
        message += f" {and_list(modalities)} {verb} and may run beside another service."
    yield Finding("notice", hands_on, message, SAME_TIME, "guides/group-and-cotreatment", "same time")


def _supervised(code: str) -> bool:
    return library().code(code).category.lower() == "supervised modality"


def _attended(draft: Draft) -> bool:
    return draft.entry.counted and draft.entry.therapy and not _supervised(draft.code)


def _pairs(case: Case, drafts: Drafts) -> list[Pair]:
    entered: dict[Key, frozenset[Distinct]] = {draft.key: draft.entry.distinct for draft in drafts}
    pairs: list[Pair] = []
    for edit in edits_among({code for code, _ in entered}, case.on, case.setting):
        for column1 in (key for key in entered if key[0] == edit.column1):
            for column2 in (key for key in entered if key[0] == edit.column2):
                stated = entered[column1] | entered[column2]
                target = _target(case, column1, column2)
                pairs.append(Pair(edit, column1, column2, stated, target, _one_provider(case, column1, column2)))
    return pairs


def _one_provider(case: Case, column1: Key, column2: Key) -> bool:
    """Whether both lines surely belong to one provider: in a facility, or within one plan of care."""
    if case.setting == "hospital":
        return True
    if any(code in claim_rules().office_visits for code, _ in (column1, column2)):
        return False
    return None in (column1[1], column2[1]) or column1[1] == column2[1]


def _target(case: Case, column1: Key, column2: Key) -> Key:
    rules = claim_rules()
    either = case.is_medicare and case.on >= rules.either_column.from_
    if either and column1[0] in rules.re_evaluations and column2[0] not in rules.office_visits:
        return column1
    return column2


def _settled(case: Case, draft: Draft, pairs: list[Pair]) -> Draft:
    opened = [pair for pair in pairs if pair.open and pair.target == draft.key]
    if opened:
        stated = frozenset[Distinct]().union(*(pair.stated for pair in opened))
        draft = draft.with_modifiers((_modifier(case, draft.code, stated),), *_why(case, draft.code, opened, stated))
    for pair in pairs:
        if pair.column2 == draft.key:
            draft = draft.becomes(pair.outcome)
    return draft


def _modifier(case: Case, code: str, stated: frozenset[Distinct]) -> str:
    """The one modifier that answers everything stated: 25 for an office visit, never 59."""
    rules = claim_rules()
    if code in rules.office_visits:
        return rules.office_visits.modifier
    named = {rules.distinct[reason].modifier for reason in stated}
    only = named.pop() if len(named) == 1 else rules.several
    return only if library().modifiers[only].in_force.covers(case.on) else rules.several


def _why(case: Case, code: str, opened: list[Pair], stated: frozenset[Distinct]) -> Iterator[Step]:
    rules = claim_rules()
    modifier = _modifier(case, code, stated)
    for pair in opened:
        other = pair.column1[0] if pair.target == pair.column2 else pair.column2[0]
        means = and_list(sorted(rules.distinct[reason].means for reason in pair.stated))
        text = f"{modifier}: a modifier opens the edit of {code} with {other}. What set them apart is stated: {means}."
        yield Step(text, pair.edit.source)
    if code in rules.office_visits:
        yield Step(f"{code} is an office visit: 59 never goes on it.", rules.office_visits.source)
        return
    named = {rules.distinct[reason].modifier for reason in stated}
    if len(named) > 1:
        text = (
            f"More than one reason was stated, and a line takes one such modifier: {modifier} leaves the reason open."
        )
        yield Step(text, "mib-59-x")
    elif modifier not in named:
        sharper = named.pop()
        yield Step(f"{sharper} did not exist yet on {case.on}, so {modifier} says it.", "ncci-manual-2026-1")
    elif modifier != rules.several:
        yield Step(f"{rules.several} would be accepted too; {modifier} says the reason.", "ncci-manual-2026-1")
    if case.is_medicare and code in rules.re_evaluations:
        yield Step(
            f"The manual names the re-evaluation, {code}, as the line that carries it.", rules.re_evaluations.source
        )
    else:
        yield Step(_which_line(case), rules.either_column.source)


def _which_line(case: Case) -> str:
    since = claim_rules().either_column.from_
    if not case.is_medicare:
        return f"Column 2 is the safe habit. Original Medicare has accepted either line since {since}; ask this payer."
    if case.on < since:
        return f"Before {since} only the column 2 line could carry it."
    return f"It stands on the column 2 line by habit; since {since} Medicare accepts it on either line of the pair."


def _opened(case: Case, drafts: list[Draft], pairs: list[Pair]) -> Iterator[Finding]:
    for target in dict.fromkeys(draft.key for draft in drafts):
        opened = [pair for pair in pairs if pair.open and pair.target == target]
        if not opened:
            continue
        code = target[0]
        modifier = _modifier(case, code, frozenset[Distinct]().union(*(pair.stated for pair in opened)))
        others = sorted({pair.column1[0] if pair.target == pair.column2 else pair.column2[0] for pair in opened})
        message = (
            f"{code} takes {modifier} because of {and_list(others)}. It says that the services were separate, so the "
            "record must show it: which minutes, visit, part of the body or practitioner each belonged to."
        )
        yield Finding("notice", (code, *others), message, opened[0].edit.source, PAGE, "edit")


def _not_opened(pair: Pair) -> Finding:
    paid, denied = pair.column1[0], pair.column2[0]
    one = "" if pair.one_provider else "billed by one provider, "
    message = f"{paid} and {denied} are an edit: {one}{paid} pays and {denied} denies."
    if pair.edit.indicator == 0:
        message += f" {_closed(paid, denied)}"
    else:
        message += f" {_what_would_open(pair)}"
    if not pair.one_provider:
        message += " Two practitioners of different specialties who bill apart may be outside it: ask the contractor."
    if not pair.edit.certain:
        message += f" {_in_doubt(pair)}"
    severity: Severity = "error" if pair.outcome == "denied" else "warning"
    return Finding(severity, (paid, denied), message, pair.edit.source, PAGE, "edit")


def _closed(paid: str, denied: str) -> str:
    kinds = [library().codes[code].category.lower() for code in (paid, denied) if code in library().codes]
    if kinds and all(kind in ("evaluation", "re-evaluation") for kind in kinds):
        return "One evaluation or re-evaluation of a discipline pays in a day, and no modifier changes that. Bill one."
    return "The indicator is 0, so no modifier and no patient notice changes that. Bill one of them."


def _what_would_open(pair: Pair) -> str:
    rules = claim_rules()
    target, denied = pair.target[0], pair.column2[0]
    if target in rules.office_visits:
        return (
            f"If the office visit was a service of its own, and its note shows that, {target} takes "
            f"{rules.office_visits.modifier}. 59 never goes on it."
        )
    return (
        f"If the two were separate (minutes of their own, another visit, another part of the body or another "
        f"practitioner) and the record shows it, {target} takes 59 or the X modifier that names the reason. A "
        f"different diagnosis is not enough. If they shared their time, {denied} is not billed."
    )


def _not_certain(pairs: list[Pair]) -> Iterator[Finding]:
    """Edits a modifier was added for, although they may not have applied that day."""
    for pair in pairs:
        if pair.open and not pair.edit.certain:
            codes = (pair.column1[0], pair.column2[0])
            yield Finding("notice", codes, f"{and_list(codes)}: {_in_doubt(pair)}", pair.edit.source, PAGE, "edit")


def _in_doubt(pair: Pair) -> str:
    return f"Whether the edit applied on the date of service is not certain. {pair.edit.describe()}"


def _not_needed(case: Case, pairs: list[Pair]) -> Iterator[Finding]:
    """Services stated to be distinct where nothing asks for it."""
    paired = {key for pair in pairs if pair.open for key in (pair.column1, pair.column2)}
    codes = tuple(e.code for e in case.entries if e.distinct and (e.code, e.discipline) not in paired)
    if codes:
        message = (
            f"Stated to be distinct: {and_list(codes)}. No edit that a modifier opens stands between that and "
            "another code of this claim, so 59 would answer nothing and does not stand there."
        )
        yield Finding("notice", codes, message, "ncci-manual-2026-1", PAGE, "edit")


def _ask(case: Case, drafts: Drafts) -> Iterator[Finding]:
    """For a payer whose edits are not known: what Medicare's table would say, and the question."""
    codes = tuple(dict.fromkeys(draft.code for draft in drafts))
    if len(codes) < 2:
        return
    question = questions()["edits"]
    edits = edits_among(codes, case.on, case.setting)
    listed = and_list(f"{edit.column1} with {edit.column2}" for edit in edits) if edits else ""
    medicare = f"Medicare's table has {listed}" if edits else "Medicare's table has no edit among these codes"
    message = f"Which edits this payer applies is not stated, so no line carries 59. {medicare}. {question.ask}"
    yield Finding("notice", codes, message, question.compare, question.page, "payer")
