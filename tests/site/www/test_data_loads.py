"""Open data loaded from a page: asked for with its file, read whole by the worker or not at all, then shown."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maillage.artefacts import ArtefactStore
from maillage.cli import main
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory import loading
from maillage.site.www import provenance
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of
from tests.site.www.test_work_pages import signed_in
from tests.sources.test_load import apl_sheet, workbook, zipped

pytestmark = pytest.mark.django_db
PAGE, JOBS = "/coordination/travaux/donnees", "/coordination/travaux/"
HEAD = "GEO;GEO_OBJECT;FACILITY_TYPE;BPE_MEASURE;TIME_PERIOD;OBS_VALUE\n"
RPPS = (
    "Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|Code savoir-faire"
    "|Libellé savoir-faire|Code mode exercice|Code commune (coord. structure)|\n"
)


@pytest.fixture
def coordinator(tmp_path: Path, settings: Any, store: ArtefactStore) -> Client:
    settings.DATA_DIR = tmp_path
    (tmp_path / "artefacts").symlink_to(store.root)
    region = make.region()
    make.department("12", region)
    return signed_in(make.coordinator(region))


def a_file(text: str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def bpe(count: str = "3", year: int = 2025) -> SimpleUploadedFile:
    return a_file(f"{HEAD}12202;COM;D265;FACILITIES;{year};{count}\n", "bpe.csv")


def loaded(client: Client, **form: Any) -> Job:
    answer = client.post(PAGE, {"how": "envoi", **form}, follow=True)
    assert answer.redirect_chain == [(JOBS, 302)]
    job = Job.objects.latest("pk")
    jobs.perform(job.pk)
    job.refresh_from_db()
    return job


def test_a_file_is_loaded_by_the_worker_and_a_bad_one_leaves_what_was(coordinator: Client, tmp_path: Path) -> None:
    assert f'href="{PAGE}"' in coordinator.get(JOBS).content.decode()
    before = text_of(coordinator.get(PAGE))
    assert "Soignants, pharmacies et urgences (BPE)" in before
    assert "rien : les chiffres livrés avec le logiciel servent" in before
    job = loaded(coordinator, source="bpe", file=bpe())
    assert (job.state, job.result) == ("done", {"source": "bpe", "year": 2025, "rows": 1})
    assert "Lire ce qui est chargé : 1 ligne chargée" in text_of(coordinator.get(JOBS))
    page = text_of(coordinator.get(PAGE))
    assert "2025 : 1 ligne de bpe.csv en service" in page
    held = loading.holdings().current("supply")
    wrong = loaded(coordinator, source="bpe", file=bpe("<5"))
    assert wrong.state == "failed"
    assert wrong.error.startswith("bpe.csv, ligne 2, colonne «\u00a0OBS_VALUE\u00a0»")
    assert str(tmp_path) not in wrong.error
    older = loaded(coordinator, source="bpe", file=bpe(year=2021))
    assert older.state == "failed"
    assert loading.holdings().current("supply") == held
    assert loaded(coordinator, source="bpe", file=bpe(year=2021), older="on").state == "done"
    assert [one.year for one in loading.holdings().vintages("bpe")] == [2025, 2021], "both vintages are kept"


def test_practitioners_are_shown_beside_the_published_totals(coordinator: Client) -> None:
    extract = a_file(f"{RPPS}81|A|ANA|10|SM54|Médecine générale|L|12202|\n", "PS_LibreAcces_202603010800.txt")
    directory = a_file("F;A;ANA;;;;;12000;RODEZ;;45;1;2;c1;N;O;1;2;;;\n", "ps-infospratiques.csv")
    job = loaded(coordinator, source="rpps", file=extract, beside=directory)
    assert job.state == "done", job.error
    page = text_of(coordinator.get(PAGE))
    assert "Soignants comptés, à côté des totaux publiés" in page
    assert "Département 12 généralistes 1" in page
    assert "ANA" not in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"source": ""}, "Choisissez la source"),
        ({"file": ""}, "Choisissez le fichier, ou laissez le site aller le chercher"),
        ({"beside": True}, "ne sert qu’aux soignants un par un"),
        ({"year": "20"}, "Donnez un nombre de 2000 à 2100"),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_its_field(coordinator: Client, change: dict[str, Any], told: str) -> None:
    form = {"source": "bpe", "how": "envoi", "file": bpe()} | change
    if form.get("beside"):
        form["beside"] = bpe()
    answer = coordinator.post(PAGE, form)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not Job.objects.exists()


def test_the_site_gets_the_file_itself(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.sources.server import serving

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as producer:
        producer.files["/bpe.csv"] = f"{HEAD}12202;COM;D265;FACILITIES;2025;3\n".encode()
        monkeypatch.setenv("MAILLAGE_ADDRESS_BPE", f"{producer.base}/bpe.csv")
        coordinator.post(PAGE, {"source": "bpe", "how": "producteur"})
        job = Job.objects.get()
        jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert len(loading.holdings().pulled("bpe")) == 1


def test_a_demonstration_and_several_regions_are_told(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make.coordinator(make.region("53", "Bretagne"))
    assert "sert plusieurs régions" in text_of(coordinator.post(PAGE, {"source": "bpe", "how": "envoi", "file": bpe()}))
    monkeypatch.setattr(provenance, "INVENTIONS", [lambda: True])
    assert "Ce site est une démonstration" in text_of(coordinator.get(PAGE))
    assert coordinator.post(PAGE, {"source": "bpe", "how": "envoi", "file": bpe()}).status_code == 403


INCOME = "CODGEO;LIBGEO;NBMENFISC21;MED21\n"
GOOD_INCOME = f"{INCOME}12202;Rodez;9;20000\n"


def income(rows: str, head: str = INCOME) -> bytes:
    return (head + rows).encode()


def apl(sheet: str = "APL 2023", figure: str = "3,5") -> bytes:
    return workbook(**{sheet: apl_sheet(["12202", "Rodez", figure, "", 1, 1])})


HTML = b"<!doctype html><html><body>503</body></html>"
TRUNCATED = zipped(**{"filosofi_com_2021.csv": GOOD_INCOME * 50})[:-40]
BAD = [
    ("filosofi", "filosofi_com_2021.csv", HTML, ("ligne 1", "web page")),
    ("filosofi", "filosofi_2021.zip", TRUNCATED, ("filosofi_2021.zip", "truncated")),
    ("filosofi", "filosofi_com_2021.csv", income("12202;Rodez;9;20000\n", INCOME.replace("MED21", "MEDIANE21")),
     ("ligne 1", "column MED#|Q2# is missing")),
    ("apl-gp", "apl.xlsx", apl("Indicateur 2023"), ("no sheet named like", "Indicateur 2023")),
    ("apl-gp", "apl.xlsx", apl(figure="trois"), ("sheet 'APL 2023'", "ligne 11", "APL aux médecins généralistes")),
    ("filosofi", "filosofi_com_2019.csv", income("12202;Rodez;9;20000\n").replace(b"21", b"19"),
     ("of 2019, those loaded of 2021",)),
    ("bpe", "bpe.csv", f"{HEAD}12202;COM;D265;FACILITIES;2025;nd\n".encode(), ("ligne 2", "OBS_VALUE", "'nd' hides")),
    ("bpe", "bpe.csv", f"{HEAD}12202;COM;D265;FACILITIES;2025;<5\n".encode(), ("ligne 2", "OBS_VALUE", "'<5' hides")),
    ("bpe", "bpe.csv", f"{HEAD}12202;COM;D265;FACILITIES;2025;s\n".encode(), ("ligne 2", "OBS_VALUE", "'s' hides")),
]  # fmt: skip


def test_bad_files_are_named_on_the_page_and_by_the_command(
    coordinator: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MAILLAGE_DATA_DIR", str(tmp_path))
    first = loaded(coordinator, source="filosofi", file=a_file(GOOD_INCOME, "filosofi_com_2021.csv"))
    assert first.state == "done", first.error
    before = {one.key for one in loading.holdings().all_current()}
    for name, file, content, told in BAD:
        job = loaded(coordinator, source=name, file=SimpleUploadedFile(file, content))
        assert (job.state, [words for words in told if words not in job.error]) == ("failed", [])
        assert job.error.startswith(file)
        (tmp_path / file).write_bytes(content)
        with pytest.raises(SystemExit) as stop:
            main(["data", "load", str(tmp_path / file), "--as", name])
        said = capsys.readouterr().err
        assert (stop.value.code, [one for one in told if one.replace("ligne", "line") not in said]) == (2, [])
        assert {one.key for one in loading.holdings().all_current()} == before


def test_what_is_read_all_the_same_is_told_with_line_and_column(coordinator: Client) -> None:
    head = INCOME.replace("MED21", "MED21;NOUVEAU")
    text = f"{head}12202;Rodez;9;21540,5;x\n12145;Millau;9;s;x\nTotal;;9;20000;x\n"
    job = loaded(coordinator, source="filosofi", file=a_file(text, "filosofi_com_2021.csv"))
    assert job.state == "done", job.error
    page = unescape(coordinator.get(PAGE).content.decode())
    told = (
        "column 'NOUVEAU', line 1, is new and left out",
        "1 figures have a decimal comma, the first on line 2, column 'MED21'",
        "line 4, column 'CODGEO': 'Total', a line of totals, left out",
        "1 figures are secret",
    )
    assert [words for words in told if words not in page] == []
