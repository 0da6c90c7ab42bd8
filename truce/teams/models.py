from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from truce.teams.rules import QUEUE_SIDE, SIDE_OF, Density, QueueKind, Role, Side, Theme


class Team(models.Model):
    """Some people of one side who are managed together."""

    name = models.CharField(max_length=80, unique=True)
    side = models.CharField(max_length=9, choices=Side)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="a_team_has_a_side")]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, *, name: str, role: str, password: str | None = None, **more) -> "User":
        user = self.model(email=self.normalize_email(email), name=name, role=role, side=SIDE_OF[Role(role)], **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def people(self):
        """Return the users who are persons, not Truce itself."""
        return self.exclude(role=Role.SYSTEM)


class User(AbstractBaseUser):
    """Somebody who works in Truce, or one of its two system users (`automation`, `import`)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role)
    side = models.CharField(max_length=9, choices=Side)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="members")
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    capacity = models.PositiveIntegerField(default=60)
    territories = models.JSONField(default=list)
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True)
    stand_in = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    last_offered_at = models.DateTimeField(null=True)

    zone = models.CharField(max_length=50, default="UTC")
    locale = models.CharField(max_length=10, default="en")
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=11, choices=Density, default=Density.COMFORTABLE)
    single_keys = models.BooleanField(default=True)
    notify = models.JSONField(default=dict)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="a_user_has_a_known_role"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="a_user_has_a_known_side"),
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__gte=models.F("away_from")),
                name="an_absence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def is_away_on(self, day) -> bool:
        """Return whether the user is absent on a plain date."""
        return bool(self.away_from and self.away_from <= day <= self.away_until)


class Queue(models.Model):
    """A named place where leads wait when no person has the turn yet."""

    kind = models.CharField(max_length=9, choices=QueueKind, unique=True)
    name = models.CharField(max_length=80)
    side = models.CharField(max_length=9, choices=Side)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(*[Q(kind=kind, side=side) for kind, side in QUEUE_SIDE.items()], _connector=Q.OR),
                name="a_queue_is_on_its_side",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A link sent to somebody who is to join: only the hash of its token is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    team = models.ForeignKey(Team, models.PROTECT, null=True)
    token_sha = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(User, models.PROTECT, null=True, related_name="invitation")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_by__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_email",
            )
        ]


class House(models.Model):
    """The company that runs this Truce: one row, what the first-run wizard asked."""

    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=50, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    locale = models.CharField(max_length=10, default="en")
    country = models.CharField(max_length=2, blank=True)
    started_at = models.DateTimeField(null=True)
    wizard_step = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_company_runs_this_truce")]
