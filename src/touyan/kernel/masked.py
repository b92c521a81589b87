"""Names for pages on which somebody is only to be told apart, not known."""


def masked_name(name: str) -> str:
    """`王秀英` → `王*英`, `王芳` → `王*`: the first sign, and the last where there are three."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    return f"{name[0]}*{name[-1]}" if len(name) > 2 else f"{name[0]}*"
