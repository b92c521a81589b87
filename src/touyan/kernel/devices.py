"""What kind of device asks, and from which part of the net: the least by which somebody knows their own again."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.kernel.lifecycle import Words

MACHINES: dict[str, tuple[str, Words]] = {
    "ipad": ("ipad", _("an iPad")),
    "iphone": ("iphone", _("an iPhone")),
    "harmony": ("harmonyos", _("a HarmonyOS device")),
    "android": ("android", _("an Android phone")),
    "windows": ("windows", _("a Windows computer")),
    "mac": ("mac os x", _("a Mac")),
    "linux": ("linux", _("a Linux computer")),
}
"""Code → what the browser's own words hold, and what we call it. The first that fits: Android says “Linux” too."""
BROWSERS: dict[str, tuple[str, Words]] = {
    "wechat": ("micromessenger", _("WeChat")),
    "alipay": ("alipayclient", _("Alipay")),
    "edge": ("edg", _("Edge")),
    "firefox": ("firefox", _("Firefox")),
    "uc": ("ucbrowser", _("UC Browser")),
    "qq": ("qqbrowser", _("QQ Browser")),
    "huawei": ("huaweibrowser", _("Huawei Browser")),
    "miui": ("miuibrowser", _("Mi Browser")),
    "chrome": ("chrome", _("Chrome")),
    "safari": ("safari", _("Safari")),
}


def device_of(user_agent: str) -> str:
    """Two codes, as `android wechat`; `-` for what is not known. No version is kept, and no model."""
    said = user_agent.lower()
    return f"{_first(MACHINES, said)} {_first(BROWSERS, said)}"


def _first(known: dict[str, tuple[str, Words]], said: str) -> str:
    return next((code for code, (sign, _words) in known.items() if sign in said), "-")


def device_in_words(codes: str) -> str:
    """`android wechat` → “WeChat on an Android phone”."""
    machine, _space, browser = codes.partition(" ")
    on = MACHINES.get(machine, ("", _("a device we do not know")))[1]
    with_what = BROWSERS.get(browser)
    if with_what is None:
        return gettext("Something on {machine}").format(machine=on)
    return gettext("{browser} on {machine}").format(browser=with_what[1], machine=on)


def network_of(address: str) -> str:
    """The part of the net that an address is in: IPv4 `/24`, IPv6 `/48`; empty for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
