"""A sound bundle in a folder of its own, which each test spoils in one place."""

import shutil
from pathlib import Path

import pytest

from plugins.providers.rest import Rest
from plugins.providers.voucher import Voucher
from seoul_learn.bundles.errors import BundleFault, BundleRefused
from seoul_learn.bundles.judge import JudgesNothing
from seoul_learn.bundles.validate import load_bundle
from seoul_learn.bundles.values import Bundle

TENANTS = Path(__file__).parents[3] / "tenants"


class Spoilt:
    """The template's bundle under another name, and what is said of it once something in it was replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.folder / file).read_text("utf-8")
        assert old in text
        (self.folder / file).write_text(text.replace(old, new, 1), "utf-8")

    def load(self) -> Bundle:
        return load_bundle(self.folder, judge=JudgesNothing(), connectors={"rest": Rest(), "voucher": Voucher()})[0]

    def faults(self) -> tuple[BundleFault, ...]:
        with pytest.raises(BundleRefused) as refused:
            self.load()
        return refused.value.faults

    def only_fault(self) -> BundleFault:
        faults = self.faults()
        assert len(faults) == 1, [str(fault) for fault in faults]
        return faults[0]

    def line(self, file: str, written: str) -> int:
        lines = (self.folder / file).read_text("utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if written in line)


@pytest.fixture
def bundle(tmp_path: Path) -> Spoilt:
    tenants = tmp_path / "tenants"
    shutil.copytree(TENANTS / "_template", tenants / "template")
    shutil.copytree(TENANTS / "_catalogue", tenants / "_catalogue")
    return Spoilt(tenants / "template")
