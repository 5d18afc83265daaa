"""The fields of a site change between two refreshes; the copy follows, and mixes nothing."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from jiraframe._fields import Field, FieldCatalogue
from tests.store_places import PLACES, QUERY, same_as_search, touch

ASKED = ["summary", "Story Points", "Sprint"]


@pytest.fixture
def box():
    with sandbox.start(issues=60) as running:
        yield running


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


@pytest.fixture(params=PLACES)
def path(request, tmp_path):
    return tmp_path / request.param


def _site_changes(jira: jf.Jira, **changes: dict[str, object] | None) -> dict[str, str]:
    """Change fields by name, None deletes one; give the ids."""
    ids = {field.name.replace(" ", "_"): field.id for field in jira.catalogue.fields}
    fields: list[Field] = []
    for field in jira.catalogue.fields:
        change = changes.get(field.name.replace(" ", "_"), {})
        if change is not None:
            fields.append(replace(field, **change))
    jira.catalogue = FieldCatalogue(fields)
    return ids


def test_a_renamed_field_keeps_its_cells_and_has_the_new_label(jira, path):
    store.refresh(QUERY, path, jira=jira, fields=ASKED)
    points = store.read(path)["Story Points"]
    ids = _site_changes(jira, Story_Points={"name": "Estimate", "clause_names": ("Estimate",)})
    done = store.refresh(QUERY, path, jira=jira, fields=ASKED)
    assert not done.full
    assert any("was renamed" in each for each in done.warnings)
    assert store.read(path)["Estimate"].equals(points.rename("Estimate"))
    same_as_search(path, jira, fields=["summary", ids["Story_Points"], "Sprint"])


def test_a_deleted_field_goes_and_is_told_of(box, jira, path):
    store.refresh(QUERY, path, jira=jira, fields=ASKED)
    _site_changes(jira, Story_Points=None)
    touch(box, "ENG-3")
    done = store.refresh(QUERY, path, jira=jira, fields=ASKED)
    assert (done.full, done.changed) == (False, 1)
    assert any("is no field any more" in each for each in done.warnings)
    same_as_search(path, jira, fields=["summary", "Sprint"])


def test_a_field_that_comes_back_is_read_anew(jira, path):
    whole = jira.catalogue
    store.refresh(QUERY, path, jira=jira, fields=ASKED)
    _site_changes(jira, Story_Points=None)
    assert not store.refresh(QUERY, path, jira=jira, fields=ASKED).full
    jira.catalogue = whole
    done = store.refresh(QUERY, path, jira=jira, fields=ASKED)
    assert done.full
    assert "'Story Points'" in done.why
    same_as_search(path, jira, fields=ASKED)


def test_a_field_of_another_type_is_read_anew(jira, path):
    store.refresh(QUERY, path, jira=jira, fields=ASKED)
    _site_changes(jira, Story_Points={"type": "string", "custom_type": "x:text"})
    done = store.refresh(QUERY, path, jira=jira, fields=ASKED)
    assert (done.full, "a new type" in done.why) == (True, True)
    same_as_search(path, jira, fields=ASKED)


def test_two_fields_that_swap_their_names_do_not_mix(jira, path):
    store.refresh(QUERY, path, jira=jira, fields=["Story Points", "summary"])
    _site_changes(jira, Story_Points={"name": "Sprint"}, Sprint={"name": "Story Points"})
    done = store.refresh(QUERY, path, jira=jira, fields=["Story Points", "summary"])
    assert done.full
    same_as_search(path, jira, fields=["Story Points", "summary"])
    # Of both, nothing need be read.
    both = path.with_name(f"both-{path.name}")
    store.refresh(QUERY, both, jira=jira, fields=["Story Points", "Sprint"])
    _site_changes(jira, Story_Points={"name": "Sprint"}, Sprint={"name": "Story Points"})
    assert not store.refresh(QUERY, both, jira=jira, fields=["Story Points", "Sprint"]).full
    same_as_search(both, jira, fields=["Story Points", "Sprint"])


def test_a_field_that_the_site_does_not_list_is_left_out_with_a_word(jira, path):
    store.refresh(QUERY, path, jira=jira, fields="*all")
    _site_changes(jira, Story_Points=None)
    with pytest.warns(jf.CompletenessWarning, match="does not list"):
        done = store.refresh(QUERY, path, jira=jira, fields="*all")
    assert (done.full, done.complete) == (False, None)


def test_a_site_with_thousands_of_fields(jira, tmp_path):
    path = tmp_path / "copy.duckdb"
    more = [
        Field(f"customfield_{n}", f"Field {n}", custom=True, type="string")
        for n in range(30_000, 31_500)
    ]
    jira.catalogue = FieldCatalogue([*jira.catalogue.fields, *more])
    assert store.refresh(QUERY, path, jira=jira, fields="*all").complete
    same_as_search(path, jira, fields="*all")


def test_names_that_differ_by_case_alone_are_two_columns(jira, path):
    more = [Field(each, each, type="string") for each in ("Odd-Field", "odd_field")]
    jira.catalogue = FieldCatalogue([*jira.catalogue.fields, *more])
    store.refresh(QUERY, path, jira=jira, fields=["Odd-Field", "odd_field", "summary"])
    same_as_search(path, jira, fields=["Odd-Field", "odd_field", "summary"])


@pytest.mark.parametrize("asked", ["summary, Story Points", "*all,-Story Points",
     ["*all", "-Story Points"], ["*all", "-story points"]], ids=str,
)  # fmt: skip
def test_a_renamed_field_of_a_text_or_one_left_out(box, jira, path, asked):
    store.refresh(QUERY, path, jira=jira, fields=asked)
    ids = _site_changes(jira, Story_Points={"name": "Estimate", "clause_names": ("Estimate",)})
    touch(box, "ENG-3")
    done = store.refresh(QUERY, path, jira=jira, fields=asked)
    assert (done.full, done.changed) == (False, 1)
    assert any("was renamed" in each for each in done.warnings)
    field_id = ids["Story_Points"]
    wanted = ["*all", f"-{field_id}"] if "*all" in asked[:4] else ["summary", field_id]
    same_as_search(path, jira, fields=wanted)


@pytest.mark.parametrize("asked", ["summary, Story Points", ["*all", "-Story Points"]], ids=str)
def test_a_deleted_field_of_a_text_or_one_left_out(jira, path, asked):
    store.refresh(QUERY, path, jira=jira, fields=asked)
    labels = store.read(path).columns.tolist()
    _site_changes(jira, Story_Points=None)
    with warnings.catch_warnings():
        # The sandbox goes on sending it to who asks for all.
        warnings.simplefilter("ignore", jf.CompletenessWarning)
        done = store.refresh(QUERY, path, jira=jira, fields=asked)
    assert not done.full
    assert any("is no field any more" in each for each in done.warnings)
    assert store.read(path).columns.tolist() == [each for each in labels if each != "Story Points"]


def test_a_name_with_a_comma_is_one_name(jira, path):
    ids = _site_changes(jira, Story_Points={"name": "Cost, total"})
    store.refresh(QUERY, path, jira=jira, fields="Cost, total")
    points = store.read(path)["Cost, total"]
    _site_changes(jira, **{"Cost,_total": {"name": "Estimate"}})
    assert not store.refresh(QUERY, path, jira=jira, fields="Cost, total").full
    assert store.read(path)["Estimate"].equals(points.rename("Estimate"))
    same_as_search(path, jira, fields=[ids["Story_Points"]])


def test_a_field_that_is_new_on_the_site_comes_with_the_next_refresh(jira, path):
    whole = jira.catalogue
    _site_changes(jira, Story_Points=None)  # made after the connection had read the fields
    with pytest.warns(jf.CompletenessWarning, match="does not list"):
        assert store.refresh(QUERY, path, jira=jira, fields="*all").complete is None
    done = store.refresh(QUERY, path, jira=jira, fields="*all")
    assert (done.full, done.complete) == (True, True)
    assert "'Story Points'" in done.why
    assert len(jira.catalogue.fields) == len(whole.fields)
    same_as_search(path, jira, fields="*all")


@pytest.mark.parametrize(
    "fields", [np.array(["summary", "status"]), pd.Index(["summary"]), np.str_("summary, status")]
)
def test_names_as_numpy_and_pandas_have_them(jira, path, fields):
    query = np.str_(QUERY)
    store.refresh(query, path, jira=jira, fields=fields)
    assert not store.refresh(query, path, jira=jira, fields=fields).full
    names = str(fields) if isinstance(fields, str) else list(map(str, fields))
    assert not store.refresh(QUERY, path, jira=jira, fields=names).full
    same_as_search(path, jira, QUERY, names)


def test_full_asks_for_the_fields_anew(jira, path):
    store.refresh(QUERY, path, jira=jira, fields="*all")
    _site_changes(jira, Story_Points=None)
    assert store.refresh(QUERY, path, jira=jira, fields="*all", full=True).complete
    same_as_search(path, jira, fields="*all")
