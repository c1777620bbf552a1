"""The school that the learner attends, and the grade."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_number, told_word

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import ColumnFinding, Columns

_STAGE = "learner.school_stage"
_GRADE = "learner.grade"
UNGRADED = ("preschool", "kindergarten", "out_of_school", "university_or_work")
_MOST_SHOWN = 6
_Stage = Annotated[str, msgspec.Meta(extra={"choice_of_field": "stage_fact"})]
_Grade = Annotated[int, msgspec.Meta(ge=0, le=13, description="a grade, from 0 to 13")]
_Choice = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("choice",)})]
_Number = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("whole_number",)})]


class SchoolStageConfig(Config, frozen=True, kw_only=True):
    """Any of these stages; grades, both included, hold for those stages that have grades.

    Kindergarten, being out of school and what comes after it have none; a stage of a city's own catalogue has.
    """

    any: Annotated[tuple[_Stage, ...], msgspec.Meta(min_length=1)]
    grade_from: _Grade | None = None
    grade_to: _Grade | None = None
    stage_fact: _Choice = _STAGE
    grade_fact: _Number = _GRADE

    def __post_init__(self) -> None:
        if self.grades and set(self.any) <= set(UNGRADED):
            raise ValueError("None of these stages has grades; leave `grade_from` and `grade_to` out")
        if self.grade_from is not None and self.grade_to is not None and self.grade_to < self.grade_from:
            raise ValueError("`grade_to` is below `grade_from`")

    @property
    def grades(self) -> bool:
        """Whether the grade counts."""
        return self.grade_from is not None or self.grade_to is not None

    def includes(self, grade: int) -> bool:
        """Whether a grade lies within the grades."""
        return (self.grade_from or 0) <= grade and (self.grade_to is None or grade <= self.grade_to)


class SchoolStage:
    """The grade is wanted only where it can still decide."""

    manifest: ClassVar[Manifest] = manifest_of(__name__)
    config: ClassVar[type[msgspec.Struct]] = SchoolStageConfig
    adds: ClassVar[tuple[FactDefinition, ...]] = ()
    values_alone: ClassVar[bool] = True

    def reads(self, config: SchoolStageConfig) -> tuple[str, ...]:
        return (config.stage_fact, config.grade_fact) if config.grades else (config.stage_fact,)

    def evaluate_many(
        self, config: SchoolStageConfig, columns: "Columns", as_of: date, standards: Standards
    ) -> "ColumnFinding | None":
        from plugins.eligibility_rules.school_stage.columns import met_by_many  # NumPy is for bulk runs alone

        del as_of, standards
        return met_by_many(config, columns)

    def evaluate(
        self, config: SchoolStageConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        del as_of, standards
        stage, grade = told_word(facts, config.stage_fact), told_number(facts, config.grade_fact)
        values: dict[str, Any] = {"value": stage, "limit": list(config.any), "unit": "choice"}
        if stage is not None and stage not in config.any:
            return Finding(met=False, because=Because(message="unmet", values=values))
        if not config.grades or (stage is not None and stage in UNGRADED):
            if stage is None:
                return lacking(config.stage_fact)
            return Finding(met=True, because=Because(message="met", values=values))
        if grade is None:
            return lacking(config.grade_fact) if stage else lacking(config.stage_fact, config.grade_fact)
        if stage is None:
            return lacking(config.stage_fact)
        met = config.includes(grade)
        values |= _grades(config, grade)
        return Finding(met=met, because=Because(message="met_grade" if met else "unmet_grade", values=values))


def _grades(config: SchoolStageConfig, grade: int) -> dict[str, Any]:
    least = 1 if config.grade_from is None else config.grade_from
    most = max(_MOST_SHOWN, least) if config.grade_to is None else config.grade_to
    return {"grade": grade, "grade_from": least, "grade_to": most}
