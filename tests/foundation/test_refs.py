"""A reference names a row of any room in one line of text, and comes back as what it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import refs
from foundation.refs import Presenter, Ref, Shown
from foundation.townships.models import Division

word = st.from_regex(r"[a-z_][a-z0-9_]{0,9}", fullmatch=True)


@given(app=word, model=word, pk=st.text(min_size=1, max_size=30))
def test_whatever_is_written_as_a_reference_is_read_back(app, model, pk):
    ref = Ref(f"{app}.{model}", pk)
    assert Ref.parse(str(ref)) == ref


@given(st.text(max_size=30) | st.builds("{}.{}:{}".format, word, word, st.text(max_size=5)))
def test_any_text_is_refused_or_means_itself(text):
    try:
        ref = Ref.parse(text)
    except ValueError as error:
        assert repr(text) in str(error)
    else:
        assert str(ref) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        ":",
        "decisions.topic",
        "decisions.topic:",
        ":17",
        "topic:17",
        "a.b.c:17",
        ".:17",
        ".topic:17",
        "decisions.:17",
        "Decisions.Topic:17",
        "decisions. topic:17",
        "1a.topic:17",
        " decisions.topic:17",
    ],
)
def test_what_is_no_label_and_key_is_refused(text):
    with pytest.raises(ValueError, match="not a reference"):
        Ref.parse(text)


def test_a_key_may_hold_colons_and_dots():
    assert Ref.parse("web.page:a.b:c") == Ref("web.page", "a.b:c")


def test_a_saved_row_has_a_name(cast):
    assert str(Ref.of(cast.jinnan)) == f"townships.division:{cast.jinnan.pk}"


def test_an_unsaved_row_has_no_name():
    with pytest.raises(ValueError, match=r"townships\.division is not saved yet"):
        Ref.of(Division(code="1" * 12))


def test_references_sort_by_label_and_key():
    assert sorted([Ref("b.a", "1"), Ref("a.b", "2"), Ref("a.b", "1")]) == [
        Ref("a.b", "1"),
        Ref("a.b", "2"),
        Ref("b.a", "1"),
    ]


@pytest.fixture
def presenter(monkeypatch):
    monkeypatch.setattr(refs, "_presenters", {})
    return Presenter(
        title=lambda pk: f"议题{pk}" if pk == "1" else None,
        url=lambda pk: f"/topics/{pk}/",
        may_read=lambda user, pk: user == "reader",
    )


def test_a_registered_label_has_title_and_address(presenter):
    refs.register("decisions.topic", presenter)
    assert refs.registered_labels() == {"decisions.topic"}
    assert refs.title_of(Ref("decisions.topic", "1")) == "议题1"
    assert refs.link_for(Ref("decisions.topic", "1"), "reader") == "/topics/1/"


def test_whoever_may_not_read_gets_no_address(presenter):
    refs.register("decisions.topic", presenter)
    assert refs.link_for(Ref("decisions.topic", "1"), "stranger") is None


def test_a_row_that_is_gone_shows_its_bare_reference(presenter):
    refs.register("decisions.topic", presenter)
    assert refs.title_of(Ref("decisions.topic", "2")) == "decisions.topic:2"


def test_a_label_that_nobody_presents_shows_its_bare_reference_and_no_address(presenter):
    assert refs.title_of(Ref("no.body", "1")) == "no.body:1"
    assert refs.link_for(Ref("no.body", "1"), "reader") is None


def test_registering_twice_is_harmless_but_a_second_presenter_is_refused(presenter):
    refs.register("decisions.topic", presenter)
    refs.register("decisions.topic", presenter)
    other = Presenter(title=lambda pk: None, url=lambda pk: "/", may_read=lambda user, pk: True)
    with pytest.raises(ValueError, match=r"decisions\.topic has a presenter already"):
        refs.register("decisions.topic", other)
    assert refs.title_of(Ref("decisions.topic", "1")) == "议题1"


def test_many_things_are_shown_at_once_to_somebody(presenter):
    refs.register("decisions.topic", presenter)
    refs.register("decisions.item", replace(presenter, many=lambda user, pks: {pk: Shown(f"第 {pk} 项") for pk in pks}))
    asked = [Ref("decisions.topic", "1"), Ref("decisions.topic", "2"), Ref("decisions.item", "7"), Ref("no.body", "1")]
    item = {Ref("decisions.item", "7"): Shown("第 7 项")}
    topic = Ref("decisions.topic", "1")
    assert refs.shown_to("reader", asked) == {topic: Shown("议题1", "/topics/1/"), **item}
    assert refs.shown_to("stranger", asked) == {topic: Shown("议题1"), **item}
    assert refs.shown_to(None, asked) == {topic: Shown("议题1"), **item}
    assert refs.shown_to("reader", []) == {}


# From an address to a reference ------------------------------------------------------------------


def test_the_address_of_a_page_names_its_thing(cast):
    assert refs.at("/desk/topics/17/") == Ref("decisions.topic", "17")
    assert refs.at("/desk/publications/17/") == Ref("disclosure.draft", "17")
    assert refs.at("/p/0123456789abcdef/") == Ref("disclosure.publication", "0123456789abcdef")


@pytest.mark.parametrize(
    "path", ["", "x", "/gone/", "/desk/", "/desk/topics/17", "/desk/topics/17/more/", "/t/320831101/"]
)
def test_another_address_names_nothing(cast, path):
    assert refs.at(path) is None
