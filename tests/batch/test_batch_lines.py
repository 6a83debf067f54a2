"""Lines of every format, and of every kind of carelessness: what can be read is read, a bad one costs itself alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.protocol.batch.fields import pairs
from backend.protocol.batch.lines import BadLine, Line, read_lines
from backend.protocol.batch.names import LONGEST, folded, free_name, from_words, safe_name
from backend.protocol.batch.plan import placed, seeds_of, wanted
from backend.protocol.batch.record import OLD, RECORD, Record, read_record, write_record
from backend.protocol.checks import request_as_json
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.requests import AvatarRequest, Figure, Look, ShapeRequest


def written(tmp_path, name, content, encoding="utf-8"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return file


def requests(lines, defaults=()):
    found = [line if isinstance(line, BadLine) else wanted(line, pairs(defaults)) for line in lines]
    return [one if isinstance(one, BadLine) else one[0].request for one in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_three_formats_say_the_same(tmp_path, encoding, end):
    words = ["a tall man", 'a señora, "smiling"', "an old woman"]
    prompts = end.join(["# people", "", *words, ""])
    objects = end.join(["", json.dumps(words[0]), json.dumps({"prompt": words[1]}), "# x", json.dumps(words[2])])
    table = end.join(["prompt,seed", words[0] + ",", '"a señora, ""smiling""",0', "", "# x", words[2]])
    expected = [AvatarRequest(prompt=prompt) for prompt in words]
    for name, text in (("a.txt", prompts), ("a.jsonl", objects), ("a.csv", table)):
        assert requests(read_lines(written(tmp_path, name, text, encoding))) == expected, name


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path):
    text = "# one\n\na man\r\na woman\n\n a boy \n"
    assert [line.number for line in read_lines(written(tmp_path, "a.txt", text))] == [3, 4, 6]
    table = 'prompt\n"a\nman"\n\nx,y\na boy\n'
    lines = read_lines(written(tmp_path, "a.csv", table))
    assert [line.number for line in lines] == [2, 5, 6] and isinstance(lines[1], BadLine)


def test_columns_are_fields_dotted_for_nested_ones(tmp_path):
    table = (
        "type;name;prompt;figure.seed;sliders.height;look.skin_tone;look.hair_colour;locked;clip\n"
        ";Ada;a tall woman;3;0.8;0.5;0.1 0.2,0.3;age height;rom\n"
        "shape;;;;0.25;;;;\n"
    )
    first, second = read_lines(written(tmp_path, "a.csv", table))
    assert (first.name, second.name) == ("Ada", "")
    look = Look(skin_tone=0.5, hair_colour=(0.1, 0.2, 0.3))
    figure = Figure(seed=3, clip="rom")
    assert requests([first, second]) == [
        AvatarRequest(
            prompt="a tall woman", sliders={"height": 0.8}, look=look, locked=("age", "height"), figure=figure
        ),
        ShapeRequest(sliders={"height": 0.25}),
    ]


def test_what_a_request_was_stamped_with_is_a_line(tmp_path):
    request = AvatarRequest(prompt="a man", sliders={"age": 0.5}, figure=Figure(seed=7), look=Look(skin_tone=0.9))
    plain, _ = request_as_json(request)
    assert requests(read_lines(written(tmp_path, "a.jsonl", json.dumps(plain)))) == [request]


@pytest.mark.parametrize(
    ("name", "text", "told", "todo"),
    [
        ("a.jsonl", "a tall man", "JSON", ".txt"),
        ("a.jsonl", "[1]", "neither", "prompt"),
        ("a.jsonl", '{"prompt": "a", "stpes": 3}', "stpes", "steps"),
        ("a.jsonl", '{"type": "avatr", "prompt": "a"}', "avatr", "avatar"),
        ("a.jsonl", '{"type": ["x"], "prompt": "a"}', "no request", "Known"),
        ("a.jsonl", '{"prompt": "a", "name": ["x"]}', "name is no text", "Ada"),
        ("a.jsonl", '{"prompt": "a", "steps": 1e999}', "whole number", ""),
        ("a.jsonl", '{"prompt": "a", "sliders": {"height": NaN}}', "not valid JSON", "prompt"),
        ("a.jsonl", "[" * 5000, "nested", "prompt"),
        ("a.jsonl", "{}", "prompt", ""),
        ("a.jsonl", '{"type": "live_shape"}', "not kept", "Leave"),
        ("a.csv", "prompt,sliders.height\na man,tall", "sliders.height is 'tall'", "0.8"),
        ("a.csv", "prompt,seed\na man,1.5", "seed is '1.5'", "whole number"),
        ("a.csv", "prompt,seed\na man,-1", "seed is -1", "from 0"),
        ("a.csv", "prompt\na man, smiling", "2 cells", "quotes"),
        ("a.csv", 'prompt\n"a man', "cannot be read", "quotes"),
        ("a.csv", "type,prompt\nshape,a man", "no field 'prompt'", "empty"),
        ("a.csv", "type,prompt\nshpe,a man", "shpe", "shape"),
        ("a.txt", "a" * 1_000_000, "1000000 characters", "Shorten"),
        ("a.txt", b"a man \xff\xfe", "not UTF-8", "Save"),
        ("a.csv", b"prompt\na man \xff", "not UTF-8", "Save"),
        ("a.jsonl", b'"a man \xff"', "not UTF-8", "Save"),
        ("a.txt", "a \x1b[31m man", "no text", "plain text"),
    ],
)
def test_a_bad_line_is_told_with_what_to_do_and_costs_itself_alone(tmp_path, name, text, told, todo):
    content = text if isinstance(text, bytes) else text.encode()
    good = {"a.txt": "a woman", "a.jsonl": '"a woman"', "a.csv": ",a woman" if b"type," in content else "a woman"}[name]
    swallows = content.endswith(b'\n"a man')  # an open quote goes on in the next line
    found = requests(read_lines(written(tmp_path, name, content + f"\n{good}\n".encode())))
    bad = found[0]
    assert isinstance(bad, BadLine) and told in bad.message and todo in bad.hint, bad
    assert len(bad.message) < 300
    assert found[1:] == ([] if swallows else [AvatarRequest(prompt="a woman")])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "prompt,hieght\na,1", "hieght"),
        ("a.csv", "prompt,prompt\na,b", "Two columns"),
        ("a.txt", "# nobody\n\n", "says anything"),
        ("a.csv", "prompt\n", "says anything"),
        ("a.txt", "", "says anything"),
        ("a.doc", "a man", "ending"),
    ],
)
def test_a_file_that_says_nothing_is_one_error(tmp_path, name, content, told):
    with pytest.raises(BadFile, match=told):
        read_lines(written(tmp_path, name, content))


def test_a_folder_and_a_file_that_is_not_there_are_told(tmp_path):
    (tmp_path / "people.txt").mkdir()
    with pytest.raises(BadFile, match="is a folder"):
        read_lines(tmp_path / "people.txt")
    with pytest.raises(BadFile, match="No such file"):
        read_lines(tmp_path / "nobody.txt")


def test_ten_thousand_lines_are_read_in_their_order(tmp_path):
    text = "\n".join(f"person {number}" if number % 3 else '{"x": 1}' for number in range(10_000))
    lines = read_lines(written(tmp_path, "a.txt", text))
    assert [line.number for line in lines] == list(range(1, 10_001))


def test_defaults_say_what_lines_do_not(tmp_path):
    text = '"a man"\n{"prompt": "a woman", "steps": 5, "seed": 4, "sliders": {"age": 0.9}}\n{"type": "shape"}\n'
    lines = read_lines(written(tmp_path, "a.jsonl", text))
    defaults = ("steps=20", "seed=1", "look.skin_tone=0.5", "sliders.age=0.5", "sliders.height=0.4")
    look = Look(skin_tone=0.5)
    assert requests(lines, defaults) == [
        AvatarRequest(prompt="a man", steps=20, sliders={"age": 0.5, "height": 0.4}, look=look, figure=Figure(seed=1)),
        AvatarRequest(prompt="a woman", steps=5, sliders={"age": 0.9, "height": 0.4}, look=look, figure=Figure(seed=4)),
        ShapeRequest(sliders={"age": 0.5, "height": 0.4}, look=look, figure=Figure(seed=1)),
    ]
    with pytest.raises(BadRequest, match="stpes"):
        pairs(["stpes=3"])
    with pytest.raises(BadRequest, match="no default"):
        pairs(["steps"])


def test_a_range_of_seeds_makes_a_person_for_each(tmp_path):
    plain, own = Line(1, {"type": "avatar", "prompt": "a man"}), Line(2, {"type": "avatar", "prompt": "a", "seed": 5})
    made = wanted(plain, (), seeds_of("8:11"))
    assert [(p.name, p.request.figure.seed) for p in made] == [(f"a-man-seed{n:02}", n) for n in (8, 9, 10)]
    assert [p.request.figure.seed for p in wanted(own, (), seeds_of("8:11"))] == [5]
    for wrong in ("3", "3:3", "5:1", "a:b", "0:99999999", "-1:3"):
        with pytest.raises(BadRequest, match="range"):
            seeds_of(wrong)


RESERVED = {"con", "nul", "aux", "prn", "com1", "lpt9"}


ODD = ["CON", "a..old", "nul.txt", "..", "a/b", "A", "a", "  ", "\u00e9", "e\u0301", "- .x", "NUL.0", "\u202ex"]


@given(st.lists(st.text(max_size=90) | st.sampled_from(ODD), max_size=8))
def test_every_name_is_one_that_every_system_takes_and_nobody_elses(names):
    taken: dict[str, int] = {}
    for made in [free_name(make(name), taken) for name in names for make in (safe_name, from_words)]:
        assert made and made == made.strip() and not made.startswith((".", "-")) and not made.endswith(".")
        assert not made.endswith(OLD)
        assert not set(made) & set('<>:"/\\|?*') and made.isprintable()
        assert made.casefold().partition(".")[0] not in RESERVED
        assert len(made) <= LONGEST + 6 and len(made.encode()) <= 255
    assert len(taken) == 2 * len(names)


@pytest.mark.parametrize("name", ["../avatar.npz", "/etc/hosts", "a\\b", "c:d", "..", ""])
def test_a_record_that_names_files_elsewhere_is_none(tmp_path, name):
    write_record(tmp_path, Record(request="0" * 64, source="0" * 64, files={"avatar.npz": "0" * 64}))
    assert read_record(tmp_path) is not None
    write_record(tmp_path, Record(request="0" * 64, source="0" * 64, files={name: "0" * 64}))
    assert (tmp_path / RECORD).is_file() and read_record(tmp_path) is None


@pytest.mark.parametrize(
    "facts",
    [{"checks": []}, {"checks": "ok"}, {"checks": {"a": 1}}, {"measurements": 3}, {"warnings": 3}, {"files": [1]},
     {"seconds": "long"}],
)  # fmt: skip
def test_a_record_whose_facts_no_summary_can_tell_is_none(tmp_path, facts):
    usual = {"seconds": 1.5, "checks": {"fbx file": "ok"}, "measurements": {"height": 1.8}, "of": "later"}
    write_record(tmp_path, Record(request="0" * 64, source="0" * 64, files={}, facts=usual))
    assert read_record(tmp_path).facts == usual
    write_record(tmp_path, Record(request="0" * 64, source="0" * 64, files={}, facts=usual | facts))
    assert read_record(tmp_path) is None


def test_a_base_that_a_backend_does_not_have_costs_its_line_alone():
    def gone(plain, cls):
        raise NotAvailable("There is no such job.", "See galatea jobs.")

    found = wanted(Line(7, {"type": "shape", "base": "a" * 32}), complete=gone)
    assert isinstance(found, BadLine) and found.number == 7 and "no such job" in found.message


@pytest.mark.parametrize("base", ["woman/avatar.npz", "a" * 32])
def test_a_line_may_name_the_avatar_as_the_command_line_does(base):
    by_option = wanted(Line(1, {"type": "motion", "text": "a person walks", "avatar": base}))
    by_field = wanted(Line(1, {"type": "motion", "text": "a person walks", "base": base}))
    assert by_option[0].request.base and by_option[0].request.base == by_field[0].request.base


def test_an_avatar_that_is_named_twice_is_told():
    twice = {"type": "motion", "text": "a person walks", "avatar": "a.npz", "base": "b.npz"}
    assert "avatar" in wanted(Line(1, twice)).message


def test_a_column_may_be_called_as_the_option_is(tmp_path):
    (tmp_path / "moves.csv").write_text("type,text,avatar\nmotion,a person walks,a.npz\n")
    (line,) = read_lines(tmp_path / "moves.csv")
    assert wanted(line)[0].request.base.file == "a.npz"


def test_thousands_of_one_name_get_a_folder_each(tmp_path):
    people = [wanted(Line(n, {"type": "avatar", "prompt": "A man", "seed": n}))[0] for n in range(2000)]
    (tmp_path / "a-MAN-7").mkdir()
    names = [person.name for person in placed(people, tmp_path, {}, "")]
    assert names[:2] == ["a-man", "a-man-2"] and "a-man-7" not in names
    assert len({folded(name) for name in names}) == 2000


def test_names_read_like_the_words():
    assert from_words("A tall, muscular man: smiling!") == "a-tall-muscular-man-smiling"
    assert from_words("größe 高い") == "grösse-高い"
    assert safe_name("Ada Lovelace") == "Ada Lovelace"
    long = from_words("a very tall man " * 10)
    assert LONGEST // 2 < len(long) <= LONGEST and set(long.split("-")) == {"a", "very", "tall", "man"}
    assert folded("É") == folded("e\u0301")
