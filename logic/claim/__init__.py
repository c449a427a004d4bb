"""A visit -> claim lines and findings: every rule of the claim asked in one place."""

from logic.claim.build import Claim, build_claim
from logic.claim.changes import Change
from logic.claim.draft import Outcome
from logic.claim.findings import Finding, Severity, Topic
from logic.claim.rules import MEDICARE, Payer, Question, payers, questions
from logic.claim.visit import Service, Visit

__all__ = [
    "MEDICARE",
    "Change",
    "Claim",
    "Finding",
    "Outcome",
    "Payer",
    "Question",
    "Service",
    "Severity",
    "Topic",
    "Visit",
    "build_claim",
    "payers",
    "questions",
]
