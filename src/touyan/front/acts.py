"""What people change about how they sign in. All else that the door does is an act of the rooms below."""

from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from touyan.kernel.acts import Event, act
from touyan.town.models import Person

RECOVERY_CODES = 8


@act()
def begin_second_factor(*, by: Person) -> Event[Person]:
    """Make a key for the person's app; nothing is asked for until a code has proved that it arrived."""
    TOTPDevice.objects.filter(user=by, confirmed=False).delete()
    device = TOTPDevice.objects.create(user=by, name="app", confirmed=False)
    return Event(by, by, made=device)


@act()
def add_second_factor(*, by: Person, device: TOTPDevice) -> Event[Person]:
    """Ask for a code from now on; `made` holds the recovery codes, which are shown once."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    StaticDevice.objects.filter(user=by).delete()
    spare = StaticDevice.objects.create(user=by, name="recovery")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    return Event(by, by, made=codes)


@act()
def remove_second_factor(*, by: Person) -> Event[Person]:
    """Ask for the password alone again."""
    TOTPDevice.objects.filter(user=by).delete()
    StaticDevice.objects.filter(user=by).delete()
    return Event(by, by)
