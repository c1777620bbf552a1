"""The school that the learner attends, and the grade."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec

from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.criterion import Because, Finding, lacking
from seoul_learn.plugin_api.facts import Fact, FactDefinition
from seoul_learn.plugin_api.manifest import Manifest, manifest_of
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.told import told_number, told_word

_STAGE = "learner.school_stage"
_GRADE = "learner.grade"
_GRADED = ("primary", "middle", "high")
_Stage = Annotated[str, msgspec.Meta(extra={"choice_of": _STAGE})]
_Grade = Annotated[int, msgspec.Meta(ge=1, le=6, description="a grade, from 1 to 6")]


class SchoolStageConfig(Config, frozen=True, kw_only=True):
    """Any of these stages; grades, both included, hold for those stages that have grades."""

    any: Annotated[tuple[_Stage, ...], msgspec.Meta(min_length=1)]
    grade_from: _Grade | None = None
    grade_to: _Grade | None = None

    def __post_init__(self) -> None:
        if self.grades and not set(self.any) & set(_GRADED):
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

    def reads(self, config: SchoolStageConfig) -> tuple[str, ...]:
        return (_STAGE, _GRADE) if config.grades else (_STAGE,)

    def evaluate(
        self, config: SchoolStageConfig, facts: Mapping[str, Fact], as_of: date, standards: Standards
    ) -> Finding:
        del as_of, standards
        stage, grade = told_word(facts, _STAGE), told_number(facts, _GRADE)
        values: dict[str, Any] = {"value": stage, "limit": list(config.any), "unit": "choice"}
        if stage is not None and stage not in config.any:
            return Finding(met=False, because=Because(message="unmet", values=values))
        if not config.grades or (stage is not None and stage not in _GRADED):
            if stage is None:
                return lacking(_STAGE)
            return Finding(met=True, because=Because(message="met", values=values))
        values |= {"grade": grade, "grade_from": config.grade_from or 1, "grade_to": config.grade_to or 6}
        if grade is None:
            return lacking(_GRADE) if stage else lacking(_STAGE, _GRADE)
        if stage is None:
            return lacking(_STAGE)
        met = config.includes(grade)
        return Finding(met=met, because=Because(message="met_grade" if met else "unmet_grade", values=values))
