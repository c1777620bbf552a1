"""Seoul's policy of October 2024 for OpenFisca-core: a variable for each fact, each group and each criterion."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.by_hand import AS_OF, NEWEST, PLACED, RECOGNISED, TOO_OLD
from benchmarks.population import GROUPS, PLACES
from seoul_learn.plugin_api.columns import Columns
from seoul_learn.plugin_api.standards import Standard

MONTH = f"{AS_OF:%Y-%m}"


class WithOpenFisca:
    """Decides with a system that was made once; every decision is a simulation of its own, as its web API makes it."""

    def __init__(self, standard: Standard) -> None:
        self._person = build_entity(key="person", plural="persons", label="a person", is_person=True)
        self._system = TaxBenefitSystem([self._person])
        self._system.parameters = ParameterNode("", data=_parameters(standard))
        for variable in _variables(self._person):
            self._system.add_variable(variable)

    def decide(self, person: Mapping[str, Any], *, trace: bool) -> bool:
        """One person; with the trace as plain values, as its web API gives it."""
        simulation = SimulationBuilder().build_from_entities(self._system, {"persons": {"somebody": dict(person)}})
        simulation.trace = trace
        found = bool(simulation.calculate("eligible", MONTH)[0])
        if trace:
            simulation.tracer.get_serialized_flat_trace()
        return found

    def decide_columns(self, columns: Mapping[str, NDArray[Any]], size: int) -> NDArray[np.bool_]:
        """Everybody."""
        simulation = SimulationBuilder().build_default_simulation(self._system, size)
        for name, values in columns.items():
            simulation.set_input(name, MONTH, values)
        found: NDArray[np.bool_] = simulation.calculate("eligible", MONTH)
        return found


def for_openfisca(person: Mapping[str, Any]) -> dict[str, Any]:
    """A person as its situations have it: nothing is said of groups that somebody does not belong to."""
    return {
        "birth": {MONTH: person["birth_date"].isoformat()},
        "lives": {MONTH: PLACES.index(person["residence"])},
        "size": {MONTH: person["size"]},
        "income": {MONTH: person["recognised_income"]},
        **{group: {MONTH: True} for group in person["categories"]},
    }


def columns_for_openfisca(columns: Columns) -> dict[str, NDArray[Any]]:
    """The same of everybody."""
    groups = columns.of["learner.categories"].values
    days = columns.of["learner.birth_date"].values - date(1970, 1, 1).toordinal()
    return {
        "birth": np.datetime64("1970-01-01") + days.astype("timedelta64[D]"),
        "lives": columns.of["learner.residence"].values,
        "size": columns.of["household.size"].values.astype(np.int32),
        "income": columns.of["household.recognised_income"].values.astype(np.int32),
        **{group: (groups & np.uint64(1 << bit)) != 0 for bit, group in enumerate(GROUPS)},
    }


def _parameters(standard: Standard) -> dict[str, Any]:
    """The official tables by date, as OpenFisca dates its parameters."""
    sizes = range(1, max(len(table.values) for table in standard.tables) + 1)
    return {
        "median_income": {
            f"size_{size}": {
                "values": {
                    f"{table.from_}": {"value": table.values[size - 1]}
                    for table in standard.tables
                    if size <= len(table.values)
                }
            }
            for size in sizes
        }
    }


def _variables(entity: Any) -> list[type[Variable]]:
    def variable(name: str, kind: type, formula: Any = None) -> type[Variable]:
        fields = {"value_type": kind, "entity": entity, "label": name, "definition_period": DateUnit.MONTH}
        return type(name, (Variable,), fields | ({"formula": formula} if formula else {}))

    def at_home(person: Any, period: Any) -> Any:
        return (person("lives", period) == PLACES.index("KR-11")) + person(PLACED, period)

    def school_age(person: Any, period: Any) -> Any:
        born = person("birth", period)
        return (born <= np.datetime64(NEWEST)) * (born > np.datetime64(TOO_OLD))

    def low_income(person: Any, period: Any, parameters: Any) -> Any:
        rows = parameters(period).median_income
        limits = np.array([0, *((rows[f"size_{size}"] * 60 + 50) // 100 for size in range(1, 8))])
        return person("income", period) <= limits[person("size", period)]

    def recognised(person: Any, period: Any) -> Any:
        return sum(person(group, period) for group in sorted(RECOGNISED)) > 0

    def eligible(person: Any, period: Any) -> Any:
        needy = person("low_income", period) + person("recognised", period)
        return person("at_home", period) * person("school_age", period) * needy

    inputs = {"birth": date, "lives": int, "size": int, "income": int, **dict.fromkeys(GROUPS, bool)}
    formulas = (at_home, school_age, low_income, recognised, eligible)
    return [
        *(variable(name, kind) for name, kind in inputs.items()),
        *(variable(formula.__name__, bool, formula) for formula in formulas),
    ]
