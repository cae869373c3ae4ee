"""Single sign-on by OpenID Connect: to the identity provider and back (code flow with PKCE, state and nonce)."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from joserfc.errors import JoseError

from yifa.desk import errors, limits, pending
from yifa.foundation import audit, net
from yifa.office.single_sign_on import person_of

TIMEOUT = 10
TO = "sso_to"
# What a token may be signed with: with a key that the provider alone holds, never a shared secret, never nothing.
SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
log = logging.getLogger(__name__)


@cache
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    """The provider as its own description says; it is read when first needed and kept, its keys too."""
    from authlib.integrations.django_client import OAuth  # slow to load, and most offices have none

    return OAuth().register(
        "sso",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": TIMEOUT},
    )


def provider() -> Any:
    """The provider of the settings; 404 when there is none."""
    if not settings.OIDC["issuer"]:
        raise Http404
    return _client(*(settings.OIDC[name] for name in ("issuer", "client_id", "client_secret")))


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the provider's login."""
    if request.user.is_authenticated:
        return redirect("home")
    known = provider()
    if wait := limits.spend(limits.LOGIN, net.address(request)):
        return errors.too_often(request, wait)
    request.session[TO] = request.GET.get("next", "")
    try:
        _same_issuer(known)
        answer: HttpResponse = known.authorize_redirect(
            request, request.build_absolute_uri(reverse("sso-return"))
        )
    except (AuthlibBaseError, OSError, RuntimeError, ValueError) as error:
        return _failed(request, error)
    return answer


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """From the provider: the code is exchanged, the token checked, the person found."""
    known = provider()
    try:
        _same_issuer(known)
        _signed_by_it(known)
        token = known.authorize_access_token(request, claims_options=_expected())
        claims = token["userinfo"]
    except (AuthlibBaseError, JoseError, OSError, RuntimeError, ValueError, KeyError) as error:
        return _failed(request, error)
    return pending.begin(request, person_of(claims), how="sso", to=request.session.pop(TO, ""))


def _same_issuer(known: Any) -> None:
    """The description must be of the provider of the settings: another's would send people to another login."""
    if known.load_server_metadata().get("issuer") != settings.OIDC["issuer"]:
        raise ValueError("the description names another issuer")


def _signed_by_it(known: Any) -> None:
    """Of the signatures that the description names only those of our list count. OpenID Connect Discovery 1.0, 3."""
    said = known.load_server_metadata()
    named = said.get("id_token_signing_alg_values_supported", ["RS256"])
    said["id_token_signing_alg_values_supported"] = kept = sorted(SIGNATURES.intersection(named))
    if not kept:
        raise ValueError("no signature of the description is accepted")


def _expected() -> dict[str, Any]:
    """The issuer is the one of the settings, whatever its description says; the token is for us."""
    return {
        "iss": {"essential": True, "value": settings.OIDC["issuer"]},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": settings.OIDC["client_id"]},
    }


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """What went wrong is for the log (its kind only: the words may carry tokens); the person gets a way on."""
    log.warning("single sign-on failed: %s", type(error).__name__)
    audit.note("login.sso.failed", by=None, detail={"address": net.address(request)})
    return errors.show(
        request,
        502 if isinstance(error, OSError) else 403,
        message=_("统一身份认证没有完成"),
        fix=_("请返回登录页重试；仍不成功请用密码登录，或者联系系统管理员"),
    )
