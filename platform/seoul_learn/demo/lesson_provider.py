"""The demo's learning provider: a stranger's application, made with PyLTI1p3 and Flask, that knows LTI and not us.

It runs as a process of its own: `python -m seoul_learn.demo.lesson_provider --port 8026 --platform http://seoul...`.
It shows a lesson of one question and posts the score back, lets officers choose lessons, and can register itself.
"""

import argparse
import html
import secrets
import socket
from datetime import UTC, datetime
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask, Response, jsonify, request
from pylti1p3.contrib.flask import FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.deployment import Deployment
from pylti1p3.grade import Grade
from pylti1p3.launch_data_storage.cache import CacheDataStorage
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration
from pylti1p3.tool_config import ToolConfDict

CLIENT_ID = "demo-practice-lessons"
"""What the demo's operator registered it as."""
_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_LESSONS = {
    "1": ("날씨와 계절 · Weather and seasons", "한국에서 해가 가장 긴 계절은? · When are the days longest in Korea?",
          ("봄 · spring", "여름 · summer", "겨울 · winter"), 1),
    "2": ("이야기의 순서 · The order of a story", "이야기에서 맨 먼저 오는 것은? · What comes first in a story?",
          ("처음 · the beginning", "가운데 · the middle", "끝 · the end"), 0),
}  # fmt: skip
_STYLE = """
body{font:17px/1.6 system-ui,sans-serif;margin:0;background:#fbf7ef;color:#221d14}main{max-width:40rem;margin:0 auto;
padding:1rem}button,a.button{font:inherit;display:inline-block;padding:.6rem 1.1rem;min-height:44px;border:0;
border-radius:8px;background:#7a3b12;color:#fff;text-decoration:none}label{display:block;padding:.6rem 0}
p.note{color:#5d5443}
"""


class _Memory:
    """What the library keeps between requests, for as long as this process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self._kept.get(key)

    def set(self, key: str, value: Any, _lifetime: int | None = None) -> None:
        self._kept[key] = value


class _Storage(CacheDataStorage[Any]):
    def __init__(self) -> None:
        super().__init__()
        self._cache = _Memory()


class _Platforms(ToolConfDict):
    """Every platform that it is registered with. A deployment is known from its first message on."""

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment:
        del iss
        return Deployment().set_deployment_id(deployment_id)

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment:
        del client_id, args, kwargs
        return self.find_deployment(iss, deployment_id)


class LessonProvider:
    """The application and its one key. `own` is its address."""

    def __init__(self, own: str) -> None:
        self.own = own
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self._public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        self._platforms: dict[str, Any] = {}
        self._storage = _Storage()
        self.flask = Flask("lesson provider")
        self.flask.secret_key = secrets.token_hex(32)
        for path, work in (
            ("/login", self._login), ("/launch", self._launch), ("/answer", self._answer),
            ("/choose", self._choose), ("/jwks", self._jwks), ("/register", self._register),
        ):  # fmt: skip
            self.flask.add_url_rule(path, path, work, methods=["GET", "POST"])

    def knows(self, issuer: str, client_id: str, addresses: dict[str, str]) -> None:
        """Add a platform; `addresses` are those of its OpenID configuration."""
        self._platforms[issuer] = {
            "client_id": client_id, "auth_login_url": addresses["authorization_endpoint"],
            "auth_token_url": addresses["token_endpoint"], "key_set_url": addresses["jwks_uri"], "deployment_ids": [],
        }  # fmt: skip

    def _config(self) -> _Platforms:
        config = _Platforms(self._platforms)
        for issuer in self._platforms:
            config.set_private_key(issuer, self._private)
            config.set_public_key(issuer, self._public)
        return config

    def _login(self) -> Any:
        login = FlaskOIDCLogin(_asked(), self._config(), launch_data_storage=self._storage)
        return login.redirect(f"{self.own}/launch")

    def _launch(self) -> Any:
        if error := request.form.get("error"):
            return _page("수업을 열 수 없어요 · The lesson cannot be opened", f"<p>{html.escape(error)}</p>")
        message = FlaskMessageLaunch(_asked(), self._config(), launch_data_storage=self._storage)
        said, launch_id = message.get_launch_data(), html.escape(message.get_launch_id())
        if message.is_deep_link_launch():
            return _page("수업 고르기 · Choose lessons", f"""
<form method="post" action="/choose"><input type="hidden" name="launch" value="{launch_id}">
{"".join(f'<label><input type="checkbox" name="lesson" value="{key}" checked> {one[0]}</label>'
         for key, one in _LESSONS.items())}
<button>고르기 · Choose</button></form>""")
        custom = said.get("https://purl.imsglobal.org/spec/lti/claim/custom") or {}
        number = str(custom.get("lesson", "1"))
        title, question, choices, _ = _LESSONS.get(number, _LESSONS["1"])
        name = html.escape(str(said.get("name") or "이름은 몰라요 · we do not know your name"))
        return _page(title, f"""
<p class="note">{name}</p><form method="post" action="/answer"><input type="hidden" name="launch" value="{launch_id}">
<input type="hidden" name="lesson" value="{html.escape(number)}"><p>{question}</p>
{"".join(f'<label><input type="radio" name="choice" value="{at}"> {one}</label>' for at, one in enumerate(choices))}
<button>답하기 · Answer</button></form>""")

    def _answer(self) -> Any:
        message = self._launched()
        _, _, _, right = _LESSONS.get(request.form["lesson"], _LESSONS["1"])
        points = 10 if request.form.get("choice") == str(right) else 4
        grade = Grade()
        grade.set_score_given(points).set_score_maximum(10).set_activity_progress("Completed")
        grade.set_grading_progress("FullyGraded").set_timestamp(datetime.now(UTC).isoformat())
        grade.set_user_id(message.get_launch_data()["sub"])
        message.get_ags().put_grade(grade)
        back = message.get_launch_data()["https://purl.imsglobal.org/spec/lti/claim/launch_presentation"]["return_url"]
        return _page("점수를 보냈어요 · Score sent", f"""<p>10점 가운데 {points}점 · {points} of 10 points</p>
<p><a class="button" href="{html.escape(back)}">돌아가기 · Back</a></p>""")

    def _choose(self) -> Any:
        deep_link = self._launched().get_deep_link()
        resources = []
        for number in request.form.getlist("lesson"):
            one = DeepLinkResource()
            one.set_title(_LESSONS[number][0]).set_url(f"{self.own}/launch").set_custom_params({"lesson": number})
            one.set_lineitem(LineItem().set_label(_LESSONS[number][0]).set_score_maximum(10))
            resources.append(one)
        return deep_link.output_response_form(resources)

    def _jwks(self) -> Response:
        return jsonify({"keys": [Registration.get_jwk(self._public) | {"alg": "RS256", "use": "sig"}]})

    def _register(self) -> Any:
        """Dynamic Registration: read who the platform is, tell it who we are, remember what it calls us."""
        configuration = requests.get(request.args["openid_configuration"], timeout=10).json()
        token = request.args.get("registration_token", "")
        scopes = [one for one in configuration["scopes_supported"] if one != "openid"]
        answer = requests.post(
            configuration["registration_endpoint"],
            json={
                "application_type": "web", "client_name": "연습 수업 · Practice lessons",
                "response_types": ["id_token"], "grant_types": ["implicit", "client_credentials"],
                "initiate_login_uri": f"{self.own}/login", "redirect_uris": [f"{self.own}/launch"],
                "jwks_uri": f"{self.own}/jwks", "token_endpoint_auth_method": "private_key_jwt",
                "scope": " ".join(scopes),
                _CONFIGURATION: {
                    "domain": self.own.split("://", 1)[1], "target_link_uri": f"{self.own}/launch",
                    "claims": ["iss", "sub"],
                    "messages": [{"type": "LtiResourceLinkRequest"},
                                 {"type": "LtiDeepLinkingRequest", "target_link_uri": f"{self.own}/launch"}],
                },
            },
            headers={"authorization": f"Bearer {token}"},
            timeout=10,
        )  # fmt: skip
        if not answer.ok:
            return _page("등록하지 못했어요 · Not registered", f"<p>{html.escape(answer.text)}</p>"), 400
        self.knows(configuration["issuer"], answer.json()["client_id"], configuration)
        return _page("등록했어요 · Registered", """
<p>운영자가 확인하면 쓸 수 있어요. · An operator has to confirm it.</p>
<script>(window.opener || window.parent).postMessage({subject: "org.imsglobal.lti.close"}, "*")</script>""")

    def _launched(self) -> FlaskMessageLaunch:
        launched: FlaskMessageLaunch = FlaskMessageLaunch.from_cache(
            request.form["launch"], _asked(), self._config(), launch_data_storage=self._storage
        )
        return launched


def _asked() -> Any:
    return FlaskRequest(request_is_secure=request.is_secure)


def _page(title: str, content: str) -> str:
    return f"""<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body><main>
<p class="note">연습 수업 (지어낸 제공사) · Practice lessons (an invented provider)</p><h1>{title}</h1>{content}
</main></body></html>"""


def find_localhost_by_any_name() -> None:
    """`seoul.localhost` is this machine (RFC 6761), which browsers know and not every system does."""
    ask = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        return ask("127.0.0.1" if isinstance(host, str) and host.endswith(".localhost") else host, *rest, **more)

    socket.getaddrinfo = getaddrinfo


def main() -> None:
    """Serve until ended."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--platform", action="append", default=[], help="the issuer of a city, like http://seoul…")
    chosen = arguments.parse_args()
    find_localhost_by_any_name()
    provider = LessonProvider(f"http://127.0.0.1:{chosen.port}")
    for issuer in chosen.platform:
        addresses = {
            "authorization_endpoint": f"{issuer}/lti/authorize", "token_endpoint": f"{issuer}/api/lti/token",
            "jwks_uri": f"{issuer}/api/lti/jwks",
        }  # fmt: skip
        provider.knows(issuer, CLIENT_ID, addresses)
    provider.flask.run(host="127.0.0.1", port=chosen.port, threaded=True)


if __name__ == "__main__":
    main()
