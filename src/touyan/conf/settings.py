"""Django's settings. What differs between installations comes from `environment`."""

from pathlib import Path

from touyan.conf import environment

PACKAGE = Path(__file__).resolve().parent.parent
VAR = environment.VAR

DEBUG = environment.debug()
PRODUCTION = environment.is_production()
SECRET_KEY, *SECRET_KEY_FALLBACKS = environment.secret_keys()
ALLOWED_HOSTS = environment.allowed_hosts()
BASE_URL = environment.base_url()
CSRF_TRUSTED_ORIGINS = [BASE_URL]
PROXY_HOPS = environment.proxy_hops()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_HOPS else None
DATABASES = {"default": environment.database()}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "touyan.conf",
    "touyan.kernel",
    "touyan.town",
    "touyan.orders",
    "touyan.programmes",
    "touyan.selections",
    "touyan.plans",
    "touyan.figures",
    "touyan.newsroom",
    "touyan.front",
    "touyan.desk",
    "touyan.api",
    "touyan.ui",
    # the newsroom's editor; what of it is reachable stands in conf/cms.py
    "touyan.newsroom.apps.Users",
    "wagtail.images",
    "wagtail.documents",
    "touyan.newsroom.apps.Admin",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
]
MIDDLEWARE = [
    "touyan.conf.middleware.ServerTiming",
    "touyan.conf.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "touyan.conf.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "touyan.conf.middleware.Language",
    "touyan.conf.middleware.Readable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "touyan.conf.middleware.TwoFactor",
    "touyan.conf.cms.Door",
    "touyan.conf.middleware.PlainRefusals",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "touyan.conf.urls"
WSGI_APPLICATION = "touyan.conf.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / room / "templates" for room in ("ui", "front", "desk")],
        "OPTIONS": {
            "environment": "touyan.conf.jinja.environment",
            "context_processors": ["touyan.conf.context.everywhere"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # Wagtail's own pages
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "touyan.conf.renderer.Renderer"

# People
AUTH_USER_MODEL = "town.Person"
AUTHENTICATION_BACKENDS = ["touyan.conf.sign_in.Backend"]
LOGIN_URL = "/sign-in/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
REQUIRE_TWO_FACTOR = environment.flag("TOUYAN_REQUIRE_TWO_FACTOR")
OTP_TOTP_ISSUER = "Touyan"

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# Our own words go before those of a library: its “sessions” are another thing than a lecture's.
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale"))
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "touyan.kernel.evidence.DurableStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# The newsroom's editor
MEDIA_URL = "/media/"
WAGTAIL_SITE_NAME = "头雁"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "touyan.newsroom.forms.PictureForm"
WAGTAIL_FINISH_WORKFLOW_ACTION = "touyan.newsroom.states.nothing_follows"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_COMMENTS_ENABLED = False

# Sessions and cookies
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
CSRF_FAILURE_VIEW = "touyan.conf.errors.stale_form"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BASE_URL.startswith("https://") else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Logs: what happened and how long it took; never who, never a query string, never a receipt.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"masked": {"()": "touyan.conf.logs.Masked"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["masked"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"touyan": {"level": "INFO"}},
}
