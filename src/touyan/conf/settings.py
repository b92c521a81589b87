"""Django's settings. What differs between installations comes from `environment`."""

from pathlib import Path

from touyan.conf import environment, stores, wechat

PACKAGE = Path(__file__).resolve().parent.parent
VAR = environment.VAR

DEBUG = environment.debug()
PRODUCTION = environment.is_production()
SECRET_KEY, *SECRET_KEY_FALLBACKS = environment.secret_keys()
ALLOWED_HOSTS = environment.allowed_hosts()
MAP_TILES = environment.map_tiles()
BASE_URL = environment.base_url()
CSRF_TRUSTED_ORIGINS = [BASE_URL]
METRICS_TOKEN = environment.metrics_token()
MEASURED_IN = environment.measured_in()
LOG_DAYS = environment.log_days()
TASKS_HERE = environment.tasks_are_here()
ORDERS_KEPT_DAYS = environment.kept_days("TOUYAN_ORDERS_KEPT_DAYS", 1096, 183)
CONTACTS_KEPT_DAYS = environment.kept_days("TOUYAN_CONTACTS_KEPT_DAYS", 183, 30)
CHILDREN_KEPT_DAYS = environment.kept_days("TOUYAN_CHILDREN_KEPT_DAYS", 180, 30)
PROXY_HOPS = environment.proxy_hops()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_HOPS else None
DATABASES = {"default": environment.database()}
DATABASE_PATIENCE = environment.patience()
REPLICAS = stores.replicas()
REPLICA_MAX_LAG = stores.replica_max_lag()
REDIS_URL = environment.redis_url()
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "touyan.kernel.shared.Cache", "LOCATION": REDIS_URL}}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
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
    "touyan.projects",
    "touyan.selections",
    "touyan.plans",
    "touyan.channels",
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
    "touyan.conf.middleware.Measured",
    "touyan.conf.middleware.ServerTiming",
    "touyan.conf.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "touyan.conf.middleware.Headers",
    "touyan.conf.middleware.OwnWrites",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "touyan.conf.middleware.Language",
    "touyan.conf.middleware.Readable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "touyan.conf.idle.Idle",
    "touyan.conf.middleware.TwoFactor",
    "touyan.conf.cms.Door",
    "touyan.conf.middleware.PlainRefusals",
    "touyan.conf.once.Once",
    "django_htmx.middleware.HtmxMiddleware",
    "touyan.conf.outage.Outage",
]
ROOT_URLCONF = "touyan.conf.urls"
WSGI_APPLICATION = "touyan.conf.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / room / "templates" for room in ("ui", "front", "desk", "api")],
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
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name", "phone")},
    },
    {"NAME": "touyan.conf.passwords.AtHand"},
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

# Messages out
MAIL = environment.mail()
MAIL_ON = MAIL.on
EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL.backend, MAIL.folder
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL.starttls, MAIL.tls, 15
DEFAULT_FROM_EMAIL = MAIL.sender
SMS = environment.sms()
WECHAT = wechat.account()
# Inside addresses that webhooks may reach, as host:port. For tests: no environment sets it.
WEBHOOKS_MAY_REACH: tuple[str, ...] = ()

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = stores.media_root()
STORAGES = {
    "default": stores.media(),
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
SESSION_ENGINE = "touyan.conf.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
IDLE_SECONDS = environment.idle_minutes() * 60
OFFICE_SESSION_SECONDS = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
# A browser takes such a name from this very host over TLS alone: no neighbouring host can plant one.
HOST_ONLY = "__Host-" if SESSION_COOKIE_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_ONLY}sessionid", f"{HOST_ONLY}csrftoken"
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
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "touyan.conf.logs.Json"},
    },
    "filters": {"masked": {"()": "touyan.conf.logs.Masked"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["masked"],
        },
        "daily": {
            "class": "touyan.conf.logs.Daily",
            "folder": VAR / "logs",
            "formatter": "json",
            "filters": ["masked"],
        },
    },
    "root": {"handlers": ["stderr", "daily"], "level": "WARNING"},
    "loggers": {
        "touyan": {"level": "INFO"},
        # a line for every request: into the files only
        "touyan.requests": {"level": "INFO", "handlers": ["daily"], "propagate": False},
    },
}
