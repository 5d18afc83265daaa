"""Where Jira's words belong, in whatever language and quotes Jira says them."""

from __future__ import annotations

import pytest

from jiraframe._places import place

QUERY = "status = 'To Do' AND foo = \"it's\" AND Sprint in openSprints()"


def _placed(query, said):
    found = place(query, said)
    return found and query[slice(*found)]


@pytest.mark.parametrize(
    "said",
    [
        "Error in the JQL Query: Expecting either a value. (line 2, character 5)",
        "Fehler in der JQL-Abfrage: Wert oder Funktion erwartet. (Zeile 2, Zeichen 5)",
        "Erreur dans la requête JQL : valeur attendue. (ligne 2, caractère 5)",
        "JQL クエリのエラー。(行 2、文字 5)",
        "JQL クエリのエラー\uff082 行目、5 文字目\uff09。",
        "JQL 查询错误。 (第 2 行\uff0c第 5 个字符)",
        "Ошибка в запросе JQL. (строка 2, символ 5)",
        "Expecting 'x (line 1, character 1)' here. (line 2, character 5)",
    ],
)
def test_a_line_and_a_character_are_read_in_every_language(said):
    for query in ("a = 1 AND\nb = = 2", "a = 1 AND\nb = x"):
        assert place(query, said) == (14, 15)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Field 'foo' does not exist.", "foo"),
        ('Das Feld "foo" ist nicht vorhanden.', "foo"),
        ("Das Feld „foo“ ist nicht vorhanden.", "foo"),
        ("Das Feld \u201afoo\u2018 ist nicht vorhanden.", "foo"),
        ("Le champ « foo » n'existe pas.", "foo"),
        ("Le champ «\u00a0foo\u00a0» n'existe pas.", "foo"),
        ("フィールド「foo」は存在しません。", "foo"),
        ("The field “foo” does not exist.", "foo"),
        ("Das Feld foo ist nicht vorhanden.", "foo"),
        ("The value 'it's' does not exist for the field 'foo'.", '"it\'s"'),
        ("The value 'to do' does not exist for the field 'status'.", "'To Do'"),
        ("Die Funktion 'openSprints()' kann nicht gefunden werden.", "openSprints()"),
        ("Der Status des Felds 'foo' ist unklar.", "foo"),
        ("Die openSprintsliste des Foobars fehlt.", None),
        ("Etwas fehlt (zwischen 10 und 20)", None),
        ("Status: le champ « foo » n'existe pas.", "foo"),
        ("Status und 'foo' sind nicht 'Sprint'.", "foo"),
        ("Hier ist etwas falsch. (line -1, character -1)", None),
        ("Hier ist etwas falsch. (Zeile 3, Zeichen 1)", None),
        ("Nicht erlaubt.", None),
        ("", None),
    ],
)
def test_a_name_is_found_whatever_quotes_it_stands_in(said, named):
    assert _placed(QUERY, said) == named


def test_the_brackets_of_a_function_belong_to_its_name():
    assert _placed("status = f(1)", "Status: die Funktion 'f()' fehlt.") == "f(1)"


def test_of_two_names_that_begin_alike_the_longer_one_is_meant():
    assert _placed("x = a OR x = 'a b'", "Der Wert a b fehlt.") == "'a b'"


@pytest.mark.timeout(60)
def test_each_of_a_thousand_texts_on_one_query_is_placed():
    query = f"a in ({', '.join(f'v{n}' for n in range(1000))})"
    for n in range(1000):
        assert _placed(query, f"The value 'v{n}' does not exist for the field 'a'.") == f"v{n}"


def test_a_value_without_a_text_is_named_nowhere():
    assert place('a = ""', "Nothing '' is here.") is None
