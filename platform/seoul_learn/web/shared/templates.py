"""The template environment of all faces: strict, escaped, one folder of templates for each face."""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from seoul_learn.web.shared.assets import load_assets
from seoul_learn.web.shared.identity import logo_address, theme_address
from seoul_learn.web.shared.kept_parts import KeptParts
from seoul_learn.web.shared.navigation import console_links, footer_links, portal_links
from seoul_learn.web.shared.rendering import install

_WEB = Path(__file__).parent.parent
FACES = ("portal", "console", "operator", "shared")


class _PlainCalls(Context):
    """Every call in a template asks twice whether the function wants the context: none of ours does, and a page makes
    some hundreds of calls. Jinja's own macros do without what they would be handed.
    """

    def call(__self, __function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805  # as in Jinja
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __function(*args, **kwargs)


class _OneSetOfGlobals(Environment):
    """Every import in a template compares the two sides' globals, which takes long on Jinja's chained mapping."""

    context_class = _PlainCalls

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


@lru_cache(maxsize=1)
def template_environment() -> Environment:
    """Templates are addressed by face and name: `portal/home.html`, `shared/base.html`."""
    environment = _OneSetOfGlobals(
        loader=PrefixLoader({face: FileSystemLoader(_WEB / face / "templates") for face in FACES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    install(environment, load_assets())
    environment.globals.update(
        console_links=console_links,
        footer_links=footer_links,
        logo_address=logo_address,
        portal_links=portal_links,
        theme_address=theme_address,
    )
    # After the globals: a kept part may use any of them.
    environment.add_extension(KeptParts)
    return environment


def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """What a Litestar application takes to render these templates."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(template_environment()))
