"""All settings, from the environment and nothing else. `docs/reference/settings.md` lists them."""

import re
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from config.environment import BadSetting, Environment, secret_file

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# Where it runs ---------------------------------------------------------------------------------

MODE = env.choice("SUNLIT_MODE", "embedded", ("embedded", "production"))
PRODUCTION = MODE == "production"
DEBUG = env.flag("DEBUG", False)
if PRODUCTION and DEBUG:
    raise BadSetting("DEBUG", "生产环境不得打开调试", "请删去该变量或写 0")
VAR_DIR = env.directory("VAR_DIR", BASE_DIR / "var")

if PRODUCTION:
    SECRET_KEY = env.required("SECRET_KEY", "请写 50 个以上的随机字符，并妥善保管")
    if len(SECRET_KEY) < 50:
        raise BadSetting("SECRET_KEY", "太短", "请写 50 个以上的随机字符")
    SITE_URL = env.required("SITE_URL", "例如 https://sunlit.example.gov.cn")
else:
    SECRET_KEY = env.text("SECRET_KEY") or secret_file(VAR_DIR / "secret_key")
    SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.whole('PORT', 8000, least=1, most=65535)}")
if not SITE_URL.startswith(("http://", "https://")) or SITE_URL.endswith("/"):
    raise BadSetting("SITE_URL", f"“{SITE_URL}”不是网址", "例如 https://sunlit.example.gov.cn，末尾不带斜杠")
if any(letter.isspace() or letter == "+" for letter in SITE_URL):
    # The ledger signs under this name; in C2SP notes these two are signs of their own.
    raise BadSetting("SITE_URL", f"“{SITE_URL}”里有空格或加号", "例如 https://sunlit.example.gov.cn")
SITE_HOST = SITE_URL.split("://", 1)[1].split("/")[0].split(":")[0]
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", SITE_HOST if PRODUCTION else "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The house -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "demo",
    "decisions",
    "powers",
    "disclosure",
    "foundation.upkeep",
    "foundation.documents",
    "foundation.reminders",
    "foundation.rulebook",
    "foundation.calendar",
    "foundation.townships",
    "foundation.files",
    "foundation.ledger",
    "foundation.jobs",
    "foundation.web",
    "foundation.security",
    "foundation.keys",
    # After ours: `changepassword` is a command of townships.
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "axes",
    "guardian",
    "simple_history",
    "django.forms",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "foundation.web.admin_app.SunlitAdminConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "foundation.web.middleware.security_headers",
    # Before whatever asks for a host name, a session or the database: a probe is answered in any case.
    "foundation.upkeep.middleware.probes",
    # Outside of every transaction: what was refused stays on record.
    "foundation.web.middleware.security_log",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside of the sessions: it must see the cookie that they set.
    "foundation.web.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "foundation.web.middleware.readable_addresses",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "foundation.townships.middleware.IdleSessions",
    "foundation.townships.middleware.AccountGate",
    "foundation.web.middleware.Refusals",
    # The last one: it answers in place of the login page when an account is locked.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "foundation.web.context.site",
                "foundation.reminders.context.deadlines",
            ],
            "builtins": ["foundation.web.templatetags.sunlit"],
        },
    }
]

# Data ------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'sunlit.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL: readers do not wait for the writer. IMMEDIATE: writers queue instead of failing half-way.
    # recursive_triggers: without it INSERT OR REPLACE slips past append-only triggers.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
    # A file, not memory: race and browser tests copy it.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A server that is away is known to be within seconds, whatever the network does.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)  # type: ignore[attr-defined]
    DATABASES["default"]["CONN_MAX_AGE"] = env.whole("CONN_MAX_AGE", 60, least=0, most=3600)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["TEST"] = {"TEMPLATE": "template0"}
else:
    raise BadSetting(
        "DATABASE_URL", "只支持 SQLite 与 PostgreSQL", "例如 postgres://user:password@127.0.0.1:5432/sunlit"
    )
#: On a server the tables belong to a role of their own; then the program must not connect as somebody like him.
OWNER_APART = bool(env.text("MIGRATE_DATABASE_URL"))
OWNER_DATABASE = env.database("MIGRATE_DATABASE_URL", "") if OWNER_APART else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise BadSetting("REDIS_URL", "不能识别", "例如 redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Not looked at before a backup is made: a disk that is away must not keep the house closed.
BACKUP_DIR = Path(env.text("BACKUP_DIR", str(VAR_DIR / "backups"))).expanduser().resolve()
BACKUP_KEEP = env.whole("BACKUP_KEEP", 14, least=1, most=3660)
#: PostgreSQL: as whom, and on which server, a drill makes its throw-away database.
DRILL_DATABASE = env.database("DRILL_DATABASE_URL", "") if env.text("DRILL_DATABASE_URL") else None

#: Printed where citizens learn how to object; empty ones are left out.
CONTACT = {"phone": env.text("CONTACT_PHONE"), "address": env.text("CONTACT_ADDRESS")}

# The ways out ----------------------------------------------------------------------------------

#: From here people get mail. Without it there is no mail, and the pages say so.
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.whole("EMAIL_PORT", 465, least=1, most=65535)
EMAIL_TLS = env.choice("EMAIL_TLS", "ssl", ("ssl", "starttls", "none"))
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_TLS == "ssl", EMAIL_TLS == "starttls"
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_USER"), env.text("EMAIL_PASSWORD")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "" if PRODUCTION else "sunlit@localhost")
if PRODUCTION:
    MAIL_ON = bool(EMAIL_HOST)
    if MAIL_ON and not re.fullmatch(r"[^@\s]+@[^@\s]+", DEFAULT_FROM_EMAIL):
        raise BadSetting("EMAIL_FROM", f"“{DEFAULT_FROM_EMAIL}”不是邮箱", "请写发信邮箱，例如 sunlit@example.gov.cn")
else:
    # Never real mail from a demonstration: what would be sent can be read in files.
    MAIL_ON = True
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
#: Where group robots may be spoken to. A door to the outside: nothing else is ever called.
ROBOT_HOSTS = env.words("ROBOT_HOSTS", "oapi.dingtalk.com,qyapi.weixin.qq.com")
for _host in ROBOT_HOSTS:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", _host):
        raise BadSetting("ROBOT_HOSTS", f"“{_host}”不是主机名", "请只写主机名，用逗号分隔，例如 oapi.dingtalk.com")
    if PRODUCTION and _host.rpartition(".")[2].isdigit():
        # Behind an address of this network stand Redis and whatever else trusts it.
        raise BadSetting("ROBOT_HOSTS", f"“{_host}”是网络地址", "正式环境只写主机名，例如 oapi.dingtalk.com")
#: In these hours nothing goes out by mail or robot. People's, not a matter's: so it is no number of the rulebook.
QUIET_HOURS = env.hours("QUIET_HOURS", "22:00-07:30")
#: Whom to call when something is wrong, shown on the page of the house's health.
OPERATOR_CONTACT = env.text("OPERATOR_CONTACT")

# Keys ------------------------------------------------------------------------------------------

#: Outside of what a backup of the data takes along: see docs/explanation/keys.md.
KEY_DIR = env.directory("KEY_DIR", VAR_DIR / "keys", mode=0o700)
#: In which algorithms new values are written; values of the other suite stay readable.
CRYPTO_SUITE = env.choice("CRYPTO_SUITE", "international", ("international", "guomi"))

# Who -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "townships.User"
AUTHENTICATION_BACKENDS = [
    # First: it refuses an account that this network has guessed at too often.
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "foundation.townships.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "foundation.townships.passwords.ThreeOfFourClassesValidator"},
    {"NAME": "foundation.townships.passwords.NotUsedLatelyValidator", "OPTIONS": {"remembered": 5}},
]
#: How many days a password lives; 0: as long as its owner likes.
PASSWORD_DAYS = env.whole("PASSWORD_DAYS", 90, least=0, most=3650)
# By account *and* network: whoever guesses from elsewhere cannot lock the secretary out on the day of a vote.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.whole("LOGIN_FAILURES", 5, least=3, most=20)
AXES_COOLOFF_TIME = timedelta(minutes=env.whole("LOCK_MINUTES", 15, least=1, most=1440))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "foundation.townships.views.login.locked"
AXES_CLIENT_IP_CALLABLE = "foundation.web.network.network_of"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    *("username", "ip_address", "code", "recovery", "current", "form_token", "csrfmiddlewaretoken")
]

LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "web:desk"
LOGOUT_REDIRECT_URL = "disclosure:home"

# Language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Doors -----------------------------------------------------------------------------------------

SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.whole("SESSION_MINUTES", 20, least=5, most=240) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "foundation.townships.sessions"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.flag("BEHIND_PROXY", PRODUCTION)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "foundation.web.views.csrf_failure"

# Files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "files"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

#: The most that one file may hold. What is larger is neither kept nor held in memory.
UPLOAD_MOST = env.whole("UPLOAD_MEGABYTES", 20, least=1, most=100) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "foundation.files.uploads.BoundedUploadHandler",
]
# Not the system's folder, which may lie in memory.
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)

# Later -----------------------------------------------------------------------------------------

CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
# What a killed worker had in hand is given to another one, after the visibility timeout at the latest.
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A worker takes one task at a time, so that none waits behind a long one, and is replaced before its memory grows.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
# A broker that is away comes back: workers and beat try for ever, and never hang on one that is silent.
CELERY_BROKER_CONNECTION_RETRY = CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 4
# Nothing hangs for ever. The soft limit raises inside of the task, which then fails in words; the other one kills.
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 3600, 3660
_WHOLE_NIGHT = {"soft_time_limit": 6 * 3600, "time_limit": 6 * 3600 + 60}
CELERY_TASK_ANNOTATIONS = {
    # Before the next sweep but one: two that hang must not take all workers.
    "foundation.reminders.tasks.sweep_reminders": {"soft_time_limit": 540, "time_limit": 570},
    # Copies, restores and jobs of a million values; a job that is alive says so.
    "foundation.upkeep.tasks.nightly_backup": _WHOLE_NIGHT,
    "foundation.upkeep.tasks.weekly_drill": _WHOLE_NIGHT,
    "foundation.jobs.tasks.run_job": _WHOLE_NIGHT,
    "foundation.jobs.tasks.sweep_jobs": _WHOLE_NIGHT,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
    }
elif PRODUCTION:
    raise BadSetting("REDIS_URL", "没有填写", "例如 redis://127.0.0.1:6379/0")
else:
    BROKER_DIR = VAR_DIR / "broker"
    for _folder in ("queue", "control"):
        (BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
CELERY_BEAT_SCHEDULE = {
    "rebuild-grants": {
        "task": "foundation.townships.tasks.rebuild_grants",
        "schedule": crontab(hour=0, minute=5),
    },
    "daily-checkpoint": {
        "task": "foundation.ledger.tasks.daily_checkpoint",
        "schedule": crontab(hour=0, minute=15),
    },
    "forget-security-events": {
        "task": "foundation.security.tasks.forget_events",
        "schedule": crontab(hour=0, minute=25),
    },
    "clear-sessions": {
        "task": "foundation.townships.tasks.clear_sessions",
        "schedule": crontab(hour=0, minute=45),
    },
    "forget-form-tokens": {
        "task": "foundation.web.tasks.forget_tokens",
        "schedule": crontab(hour=0, minute=35),
    },
    "forget-staged-files": {
        "task": "foundation.files.tasks.forget_staged",
        "schedule": crontab(hour=0, minute=40),
    },
    "forget-jobs": {
        "task": "foundation.jobs.tasks.forget_jobs",
        "schedule": crontab(hour=0, minute=55),
    },
    "raise-findings": {
        "task": "foundation.rulebook.tasks.raise_findings",
        "schedule": crontab(hour=1, minute=5),
    },
    "nightly-backup": {
        "task": "foundation.upkeep.tasks.nightly_backup",
        "schedule": crontab(hour=2, minute=30),
    },
    "weekly-drill": {
        "task": "foundation.upkeep.tasks.weekly_drill",
        "schedule": crontab(hour=3, minute=30, day_of_week="sun"),
    },
    "sweep-jobs": {
        "task": "foundation.jobs.tasks.sweep_jobs",
        "schedule": crontab(),
    },
    "sweep-reminders": {
        "task": "foundation.reminders.tasks.sweep_reminders",
        "schedule": crontab(minute="*/5"),
    },
}

#: How many days log files and the security log are kept: the law asks for six months at least.
LOG_DAYS = env.whole("LOG_DAYS", 400, least=184, most=36500)
LOG_DIR = VAR_DIR / "logs"
LOG_DIR.mkdir(exist_ok=True)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        # A new file each midnight, shared by all processes of this machine.
        **{
            name: {
                "class": "concurrent_log_handler.ConcurrentTimedRotatingFileHandler",
                "filename": str(LOG_DIR / f"{name}.log"),
                "when": "midnight",
                "backupCount": LOG_DAYS,
                "encoding": "utf-8",
                "delay": True,
                "formatter": "line",
            }
            for name in ("sunlit", "security")
        },
    },
    "loggers": {
        # They tell each step of each page at this level.
        **{name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "axes")},
        # At DEBUG they write down what a page was given and what a statement was given: also a number just revealed.
        **{name: {"level": "INFO"} for name in ("django.template", "django.db.backends")},
        "sunlit.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
    },
    "root": {
        "handlers": ["console", "sunlit"],
        "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}
