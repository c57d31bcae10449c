"""The review of a lens: one verdict, offline and on the platform.

The command line, the test kit and the server call :func:`review` with the same bytes
and read the same findings: what a developer sees before is what publishing says.
"""

from pierglass.bridge.review.judge import review
from pierglass.bridge.review.verdict import PERSON_RULES, RULES, Finding, Verdict

__all__ = ["PERSON_RULES", "RULES", "Finding", "Verdict", "review"]
