"""School stages of many at once: each stage that occurs is judged once, and the grade where it counts."""

import numpy as np

from plugins.eligibility_rules.school_stage import UNGRADED, SchoolStageConfig
from seoul_learn.plugin_api.columns import UNKNOWN, ColumnFinding, Columns, any_word, met_where, nobody_told, only


def met_by_many(config: SchoolStageConfig, columns: Columns) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than stages and grades."""
    if not only(config, "any", "grade_from", "grade_to", "stage_fact", "grade_fact"):
        return None
    stages = columns.of.get(config.stage_fact)
    if stages is None:
        return nobody_told(columns)
    met = met_where(any_word(stages, [stage in config.any for stage in stages.words]), stages.known)
    if not config.grades:
        return ColumnFinding(met=met)
    graded = any_word(stages, [stage in config.any and stage not in UNGRADED for stage in stages.words]) & (met == 1)
    grades = columns.of.get(config.grade_fact)
    met = met.copy()
    if grades is None:
        met[graded] = UNKNOWN
        return ColumnFinding(met=met)
    right = grades.values >= (config.grade_from or 0)
    if config.grade_to is not None:
        right &= grades.values <= config.grade_to
    return ColumnFinding(met=np.where(graded, met_where(right, grades.known), met))
