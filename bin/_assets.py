"""Make var/assets out of node_modules: the font, and one sprite of the icons named in truce/web/icons.txt."""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules"
ASSETS = ROOT / "var" / "assets"
STROKE = "1.75"


def main() -> None:
    ASSETS.mkdir(parents=True, exist_ok=True)
    write_sprite(PACKAGES / "@tabler" / "icons")
    copy_font(PACKAGES / "@fontsource-variable" / "inter")


def write_sprite(package: Path) -> None:
    names = sorted(set((ROOT / "truce" / "web" / "icons.txt").read_text().split()))
    missing = [name for name in names if not icon(package, name).exists()]
    if missing:
        sys.exit(f"truce/web/icons.txt names icons that Tabler does not have: {', '.join(missing)}.")
    symbols = "\n".join(symbol(name, icon(package, name).read_text()) for name in names)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    (ASSETS / "icons.svg").write_text(sprite)
    shutil.copyfile(package / "LICENSE", ASSETS / "icons-licence.txt")


def icon(package: Path, name: str) -> Path:
    return package / "icons" / "outline" / f"{name}.svg"


def symbol(name: str, svg: str) -> str:
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", svg, flags=re.DOTALL)
    shapes = [line.strip() for line in inner.splitlines() if line.strip() and 'stroke="none"' not in line]
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="{STROKE}" '
        f'stroke-linecap="round" stroke-linejoin="round">{"".join(shapes)}</symbol>'
    )


def copy_font(package: Path) -> None:
    """Keep the two scripts our names are written in; css/tokens.css says which letters are in which file."""
    folder = ASSETS / "fonts"
    folder.mkdir(exist_ok=True)
    for script in ("latin", "latin-ext"):
        source = package / "files" / f"inter-{script}-opsz-normal.woff2"
        shutil.copyfile(source, folder / f"inter-{script}.woff2")
    shutil.copyfile(package / "LICENSE", folder / "inter-licence.txt")


if __name__ == "__main__":
    main()
