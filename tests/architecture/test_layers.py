from django.apps import apps
from django.conf import settings
from importlinter import cli

from tests.architecture import layers


def test_imports_follow_the_layers(monkeypatch):
    monkeypatch.chdir(layers.ROOT)

    assert cli.lint_imports(config_filename=str(layers.ROOT / "pyproject.toml")) == 0


def test_foreign_keys_follow_the_layers():
    depth = layers.depth()

    upward = [
        f"{model._meta.label}.{field.name} points up at {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation
        and depth.get(field.related_model._meta.app_label, 99) < depth.get(model._meta.app_label, 0)
    ]

    assert upward == []


def test_every_part_on_disk_has_a_row_and_is_installed():
    on_disk = {path.parent.name for path in layers.TRUCE.glob("*/__init__.py")} - {"config"}

    assert on_disk <= set(layers.depth())
    assert on_disk == set(settings.PARTS)


def test_parts_are_installed_from_the_bottom_up():
    depths = [layers.depth()[part] for part in settings.PARTS]

    assert depths == sorted(depths, reverse=True)


def test_every_part_says_what_it_answers_for():
    silent = [part for part in settings.PARTS if not (apps.get_app_config(part).module.__doc__ or "").strip()]

    assert silent == []


def test_the_label_of_a_part_is_its_folder():
    assert [apps.get_app_config(part).name for part in settings.PARTS] == [f"truce.{part}" for part in settings.PARTS]
