"""What packs may name of best-interests procedures."""

from opennrm.country.vocabulary import CodeList

QUESTIONS = "best_interests_questions"
DISCIPLINES = "disciplines"

CODE_LISTS = (CodeList(name=QUESTIONS),)
