"""Assignment and Grade Services 2.0: line items, scores and results of the tool that calls."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from seoul_learn.api.lti.calling import Call, calling
from seoul_learn.api.lti.describe import OPEN
from seoul_learn.api.lti.parts import LtiParts
from seoul_learn.api.lti.refusals import ServiceRefused, answer_json
from seoul_learn.api.lti.written import (
    LINE_ITEM,
    LINE_ITEMS,
    RESULTS,
    SCORE,
    line_item_terms,
    posted_score,
    read_object,
    wanted_id,
    wanted_most,
)
from seoul_learn.control_plane.learning_tools.values import (
    SCOPE_LINE_ITEM,
    SCOPE_LINE_ITEM_READ,
    SCOPE_RESULT_READ,
    SCOPE_SCORE,
)
from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.lti.keep_score import ScoreRefusal, keep_score
from seoul_learn.tenant_plane.lti.line_items import (
    Wanted,
    add_line_item,
    change_line_item,
    get_line_item,
    list_line_items,
    remove_line_item,
)
from seoul_learn.tenant_plane.lti.may_open import config_of
from seoul_learn.tenant_plane.lti.results import results_of
from seoul_learn.tenant_plane.lti.subjects import subject_of, who_is
from seoul_learn.tenant_plane.lti.values import LineItem, Result, Subject

_READS = (SCOPE_LINE_ITEM_READ, SCOPE_LINE_ITEM)
_ITEMS = "/api/lti/contexts/{context:str}/line-items"
_ITEM = _ITEMS + "/{item:str}"
_AT_ONCE = 100
_MOST_AT_ONCE = 1000


@get(_ITEMS, opt=OPEN)
async def list_items(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str]
) -> Response[bytes]:
    """The tool's line items under a contract, page by page."""
    asked = request.query_params
    most = wanted_most(asked.get("limit"), default=_AT_ONCE, most=_MOST_AT_ONCE)
    wanted = Wanted(
        link_id=wanted_id(asked.get("resource_link_id")), resource=asked.get("resource_id"), tag=asked.get("tag"),
        after=wanted_id(asked.get("after")), most=most,
    )  # fmt: skip
    async with calling(request, lti, context, scopes=_READS) as call:
        items = await list_line_items(call.session, call.owner, wanted)
        written = [_written(one, call) for one in items[:most]]
        at = call.addresses.line_items(call.contract.id)
        headers = next_page(request, at, str(items[most - 1].id) if len(items) > most else "")
    return answer_json(written, media_type=LINE_ITEMS, headers=headers)


@post(_ITEMS, opt=OPEN)
async def add_item(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str]
) -> Response[bytes]:
    """A new line item."""
    terms = line_item_terms(await read_object(request, LINE_ITEM))
    async with calling(request, lti, context, scopes=(SCOPE_LINE_ITEM,)) as call:
        item = await add_line_item(call.session, call.owner, terms, clock=lti.clock)
        written = _written(item, call)
    return answer_json(written, media_type=LINE_ITEM, status=201, headers={"location": written["id"]})


@get(_ITEM, opt=OPEN)
async def show_item(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str], item: FromPath[str]
) -> Response[bytes]:
    """One line item."""
    async with calling(request, lti, context, scopes=_READS) as call:
        written = _written(await _item(call, item), call)
    return answer_json(written, media_type=LINE_ITEM)


@put(_ITEM, opt=OPEN)
async def change_item(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str], item: FromPath[str]
) -> Response[bytes]:
    """What a line item is from now on; its resource link stays."""
    terms = line_item_terms(await read_object(request, LINE_ITEM))
    async with calling(request, lti, context, scopes=(SCOPE_LINE_ITEM,)) as call:
        before = await _item(call, item)
        written = _written(await change_line_item(call.session, call.owner, before.id, terms), call)
    return answer_json(written, media_type=LINE_ITEM)


@delete(_ITEM, opt=OPEN, status_code=204)
async def remove_item(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str], item: FromPath[str]
) -> None:
    """Take a line item away, with its scores."""
    async with calling(request, lti, context, scopes=(SCOPE_LINE_ITEM,)) as call:
        await remove_line_item(call.session, call.owner, (await _item(call, item)).id)


@post(f"{_ITEM}/scores", opt=OPEN, status_code=200)
async def take_score(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str], item: FromPath[str]
) -> Response[bytes]:
    """A score for a learner of the contract."""
    score = posted_score(await read_object(request, SCORE))
    async with calling(request, lti, context, scopes=(SCOPE_SCORE,)) as call:
        meant = await _item(call, item)
        refusal = await keep_score(
            call.session, meant, score, provider=call.tool.provider, seal=call.seal, clock=lti.clock
        )
        results = f"{call.addresses.line_item(call.contract.id, meant.id)}/results"
    if refusal is ScoreRefusal.NO_SUCH_LEARNER:
        raise ServiceRefused(404, "invalid_request", "userId is nobody who learns here")
    if refusal is ScoreRefusal.NOT_NEWER:
        raise ServiceRefused(409, "invalid_request", "a score with this timestamp, or a later one, was posted already")
    return answer_json({"resultUrl": f"{results}?{urlencode({'user_id': score.subject})}"})


@get(f"{_ITEM}/results", opt=OPEN)
async def list_results(
    request: Request[Any, Any, Any], lti: NamedDependency[LtiParts], context: FromPath[str], item: FromPath[str]
) -> Response[bytes]:
    """What counts of the scores, learner by learner."""
    asked = request.query_params
    most = wanted_most(asked.get("limit"), default=_AT_ONCE, most=_MOST_AT_ONCE)
    after = wanted_id(asked.get("after"))
    async with calling(request, lti, context, scopes=(SCOPE_RESULT_READ,)) as call:
        meant = await _item(call, item)
        at = f"{call.addresses.line_item(call.contract.id, meant.id)}/results"
        results = await _results(call, meant, user=asked.get("user_id"), after=after, most=most)
        written = [_result(one, meant, at, call) for one in results[:most]]
        headers = next_page(request, at, str(results[most - 1].person_id) if len(results) > most else "")
    return answer_json(written, media_type=RESULTS, headers=headers)


def next_page(request: Request[Any, Any, Any], at: str, after: str) -> dict[str, str]:
    """The header that leads on, with the same filters."""
    if not after:
        return {}
    asked = {name: value for name, value in request.query_params.items() if name != "after"}
    return {"link": f'<{at}?{urlencode({**asked, "after": after})}>; rel="next"'}


async def _results(call: Call, item: LineItem, *, user: str | None, after: Any, most: int) -> list[Result]:
    of = who_is(call.seal, user, provider=call.tool.provider) if user is not None else Subject()
    return await results_of(call.session, item, seal=call.seal, of=of, after=after, most=most) if of else []


async def _item(call: Call, written: str) -> LineItem:
    item_id = parse_id(written)
    if item_id is None:
        raise NotFound
    return await get_line_item(call.session, call.owner, item_id)


def _written(item: LineItem, call: Call) -> dict[str, Any]:
    told: dict[str, Any] = {
        **item.extra,
        "id": call.addresses.line_item(item.contract_id, item.id),
        "scoreMaximum": item.score_maximum,
        "label": item.label,
    }
    if item.resource is not None:
        told["resourceId"] = item.resource
    if item.tag is not None:
        told["tag"] = item.tag
    if item.link_id is not None:
        told["resourceLinkId"] = str(item.link_id)
    return told


def _result(result: Result, item: LineItem, at: str, call: Call) -> dict[str, Any]:
    user = subject_of(
        call.seal, provider=call.tool.provider, privacy=config_of(call.contract).privacy,
        person_id=result.person_id, enrolment_id=result.enrolment_id,
    )  # fmt: skip
    told: dict[str, Any] = {
        "id": f"{at}/{user}",
        "scoreOf": call.addresses.line_item(item.contract_id, item.id),
        "userId": user,
    }
    if result.given is not None:
        told |= {"resultScore": result.given, "resultMaximum": item.score_maximum}
    if result.comment:
        told["comment"] = result.comment
    return told
