"""Files of MakeHuman's users: read as they are, borne where something lacks, refused in one sentence where hostile."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from makehuman_files import base_mesh, bone_weights, clothes, obj, picture, write_asset

from backend.protocol.errors import BadFile
from backend.wear.binding import fit
from backend.wear.makehuman import Folder, Packed, find_assets, read_asset
from backend.wear.makehuman.licence import UNKNOWN
from backend.wear.slots import LAYERS, slot_of

BASE = base_mesh()


def read(folder: Path, name="vest01"):
    return read_asset(Folder(folder), f"{name}.mhclo", BASE)


def refused(folder: Path, name="vest01") -> str:
    with pytest.raises(BadFile) as found:
        read(folder, name)
    assert "\n" not in str(found.value) and found.value.hint
    return found.value.message


def test_an_asset_becomes_a_piece_in_our_frame(tmp_path) -> None:
    write_asset(tmp_path)
    asset = read(tmp_path)
    piece, entry = asset.piece, asset.piece.entry
    assert (entry.name, entry.label, entry.slot, entry.licence, entry.author) == (
        "vest01", "Vest 01", "outer", "CC-BY-4.0", "Ada Weaver",
    )  # fmt: skip
    assert "11-22" in entry.source and "casual" in entry.tags and asset.missing == ()
    vertices = fit(piece.binding, BASE)
    np.testing.assert_allclose(vertices[:2], BASE[110:112])
    # theirs: x left, y up, z to the front, decimetres; the body is as wide, tall and deep as it says
    expected = 0.5 * BASE[112] + 0.25 * BASE[113] + 0.25 * BASE[112] + (0.1, -0.3, 0.2)
    np.testing.assert_allclose(vertices[2], expected, atol=1e-6)
    wider = BASE.copy()
    wider[101, 0] = 0.6
    np.testing.assert_allclose(fit(piece.binding, wider)[2] - vertices[2], (0.1, 0, 0), atol=1e-6)
    assert piece.hides.tolist() == [5, 7, 8, 9, 19150, 19151, 19152, 19153, 19154, 19155, 19156, 19157]
    assert piece.faces.tolist() == [[0, 1, 2, 3]] and piece.material.double_sided
    assert piece.pictures["albedo"][0, 0].tolist() == [200, 30, 30, 255] and piece.material.alpha_mode == "opaque"
    write_asset(tmp_path, mhclo=clothes(lines=("110", "111", "112", "113")))
    assert read(tmp_path).piece.texel == pytest.approx(0.2)


def test_alpha_counts_only_where_the_material_says_transparent(tmp_path) -> None:
    half = picture(colour=(1, 2, 3, 100))
    for transparent, mode in (("True", "mask"), ("False", "opaque")):
        write_asset(tmp_path, png=half, mhmat=f"diffuseTexture vest01.png\ntransparent {transparent}\n")
        assert read(tmp_path).piece.material.alpha_mode == mode


def test_what_is_missing_is_borne_and_told(tmp_path) -> None:
    write_asset(tmp_path, png=None, mhmat="diffuseColor 0.2 0.4 0.6\ndiffuseTexture C:\\art\\vest01.png\n")
    asset = read(tmp_path)
    assert asset.missing == ("vest01.png",)
    np.testing.assert_allclose(asset.piece.pictures["albedo"][0, 0, :3] / 255, (0.2, 0.4, 0.6), atol=0.01)
    (tmp_path / "vest01.mhmat").unlink()
    assert read(tmp_path).missing == ("vest01.mhmat",)
    (tmp_path / "vest01.obj").unlink()
    assert "vest01.obj" in refused(tmp_path)


def test_names_in_other_capitals_are_found(tmp_path) -> None:
    write_asset(tmp_path, mhmat="diffuseTexture VEST01.PNG\n", png=picture())
    assert read(tmp_path).missing == ()


def test_triangles_and_larger_polygons_become_triangles(tmp_path) -> None:
    write_asset(tmp_path, obj=obj(("f 1 2 3", "f 1/1 3/3 4/4")))
    assert read(tmp_path).piece.faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    write_asset(tmp_path, obj=obj(("f -4//1 -3//1 -2//1", "f 1 2 3 4")))
    assert read(tmp_path).piece.faces.tolist() == [[0, 1, 2], [0, 1, 2], [0, 2, 3]]


def test_a_face_on_a_repetition_of_the_picture_moves_to_the_picture(tmp_path) -> None:
    write_asset(tmp_path, obj=obj(uvs="vt 3.25 -1.75\nvt 3.75 -1.75\nvt 3.75 -1.25\nvt 3.25 -1.25\n"))
    piece = read(tmp_path).piece
    expected = [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]]
    np.testing.assert_allclose(piece.uvs[piece.uv_faces[0]], expected)


def test_weights_of_its_own_are_put_on_the_bones_that_every_figure_has(tmp_path) -> None:
    extra = "vertexboneweights_file vest01.mhw\n"
    write_asset(tmp_path, mhclo=clothes(extra=extra), mhw=bone_weights(bone="toe3-2.L"))
    names, weights = read(tmp_path).piece.weights
    assert names == ("LeftToeBase",) and np.allclose(weights, 1)
    write_asset(tmp_path, mhclo=clothes(extra=extra), mhw=bone_weights(count=2))
    assert read(tmp_path).piece.weights is None  # for a rig of the piece's own: it hangs on the body instead
    write_asset(tmp_path, mhclo=clothes(extra=extra), mhw=bone_weights(count=5))
    assert "vertex 4 of 4" in refused(tmp_path)
    for text in ("{", "[]", "{}", '{"weights": {"head": [[0, NaN]]}}', '{"weights": {"head": [["a", 1]]}}', b"\xff"):
        write_asset(tmp_path, mhclo=clothes(extra=extra), mhw=text)
        assert "vest01.mhw" in refused(tmp_path)


@pytest.mark.parametrize(
    ("comment", "licence", "author"),
    [
        ("# This asset was explicitly released as CC0 in september 2020. The license\n# text for CC0 can be found\n"
         "# Copyright (C) 2020 Joel Palmius\n", "CC0-1.0", "Joel Palmius"),
        ("# license: AGPL3 (see also http://x)\n# author Bo\n", "AGPL-3.0", "Bo"),
        ("# License CC-BY-NC 4.0\n", "CC-BY-NC", ""),
        ("// licence: CC BY-SA 3.0\n", "CC-BY-SA-3.0", ""),
        ("# license: ask me first\n", "ask me first", ""),
        ("# nothing\n", UNKNOWN, ""),
    ],
)  # fmt: skip
def test_licence_and_author_are_read_from_the_comments(tmp_path, comment, licence, author) -> None:
    write_asset(tmp_path, mhclo=clothes(head=f"{comment}basemesh hm08\n"), obj=obj().partition("\n")[2])
    entry = read(tmp_path).piece.entry
    assert (entry.licence, entry.author) == (licence, author)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["19158"] * 4, "19158"),
        (["1.5"] * 4, "1.5"),
        (["1 2 3 nan 0 0 0 0 0"] * 4, "nan"),
        (["1 2 3 0.3 0.3 0.4 inf 0 0"] * 4, "inf"),
        (["1 2 3 0.3"] * 4, "4 numbers"),
        (["1 2 3 5 5 5 0 0 0"] * 4, "sum to 1"),
        (["1 2 3 0.3 0.3 0.4 900 0 0"] * 4, "far from the body"),
        (["110"] * 3, "3 vertices"),
        ([], "no vertex"),
        (["-1"] * 4, "-1"),
        (["1 2 3 " + "9" * 400 + " 0 0 0 0 0"] * 4, "usable numbers"),
    ],
)
def test_a_binding_that_cannot_be_is_refused_in_one_sentence(tmp_path, lines, told) -> None:
    write_asset(tmp_path, mhclo=clothes(lines=lines))
    assert told in refused(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        obj(("f 1 2 5",)), obj(("f 1 2 0",)), obj(("f 1 2",)), obj(("f 1/9 2/1 3/1",)), obj(("f a b c",)), obj(()),
        "v 0 0 nan\n" * 4 + "f 1 2 3\n", "v 0 0 1e9\n" * 4 + "f 1 2 3\n", "f 1 2 3\n", "", "v 1\nf 1 1 1\n", "\0\1\2",
        "f " + "1 " * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_mesh_is_refused(tmp_path, text) -> None:
    write_asset(tmp_path, obj=text)
    assert "vest01.obj" in refused(tmp_path)


def test_damaged_pictures_and_other_base_meshes_are_named(tmp_path) -> None:
    for data in (b"", b"\x89PNG\r\n\x1a\n" + b"x" * 100, picture((300, 300))[:150], b"<svg/>"):
        write_asset(tmp_path, png=data)
        assert "vest01.png" in refused(tmp_path)
    write_asset(tmp_path, mhclo=clothes().replace("hm08", "alpha7"))
    assert "alpha7" in refused(tmp_path)
    (tmp_path / "vest01.mhclo").write_text("Dear Sir or Madam")
    assert "no clothes file" in refused(tmp_path)


def test_a_picture_of_too_many_pixels_is_not_unpacked(tmp_path, monkeypatch) -> None:
    from backend.wear.makehuman import material_file

    monkeypatch.setattr(material_file, "MAX_PIXELS", 50 * 50)
    write_asset(tmp_path, png=picture((51, 50)))
    assert "51 x 50" in refused(tmp_path)
    monkeypatch.setattr(material_file, "MAX_PIXELS", 51 * 50)
    monkeypatch.setattr(material_file, "KEPT_PIXELS", 17)
    assert read(tmp_path).piece.pictures["albedo"].shape == (17, 17, 4)


def test_no_name_leads_out_of_the_folder(tmp_path) -> None:
    inside = tmp_path / "inside"
    (tmp_path / "secret.png").write_bytes(picture())
    secret = tmp_path / "secret.png"
    for wanted in ("../secret.png", "a/../../secret.png", str(secret), "..\\secret.png"):
        write_asset(inside, mhmat=f"diffuseTexture {wanted}\n", png=None)
        assert read(inside).missing == ("secret.png",)
    (inside / "vest01.png").symlink_to(secret)
    write_asset(inside, png=None)
    assert read(inside).missing == ("vest01.png",)
    (tmp_path / "outside.obj").write_text(obj())
    write_asset(inside, mhclo=clothes().replace("obj_file vest01.obj", "obj_file ../outside.obj"))
    assert "outside.obj" in refused(inside)


def test_an_asset_pack_is_read_without_unpacking_it(tmp_path) -> None:
    write_asset(tmp_path / "hair" / "fuzz", "fuzz")
    write_asset(tmp_path / "clothes" / "vest01")
    pack = tmp_path / "pack.zip"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(tmp_path.rglob("*.*")):
            if file != pack and file.is_file():
                out.write(file, file.relative_to(tmp_path).as_posix())
        out.writestr("../evil.mhclo", "x")
        out.writestr("/abs.mhclo", "x")
    files = Packed(pack)
    assert find_assets(files) == ("clothes/vest01/vest01.mhclo", "hair/fuzz/fuzz.mhclo")
    assert read_asset(files, "hair/fuzz/fuzz.mhclo", BASE).piece.entry.slot == "hair"
    same, other = read(tmp_path / "clothes" / "vest01").piece, read_asset(files, find_assets(files)[0], BASE).piece
    np.testing.assert_array_equal(same.binding.offsets, other.binding.offsets)
    assert same.entry == other.entry


def test_a_zip_that_unpacks_to_very_much_is_stopped(tmp_path) -> None:
    pack = tmp_path / "bomb.zip"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.mhclo", b"# " + b" " * (40 << 20))
    assert pack.stat().st_size < 100_000
    with pytest.raises(BadFile, match="longer than 32 MB"):
        read_asset(Packed(pack), "a.mhclo", BASE)
    pack.write_bytes(pack.read_bytes()[:-30])
    with pytest.raises(BadFile, match=r"bomb\.zip"):
        Packed(pack)


@pytest.mark.parametrize(
    ("path", "words", "slot"),
    [
        ("clothes/a/a.mhclo", ("male_casualsuit06",), "one_piece"),
        ("clothes/a/a.mhclo", ("Shoes", "toigo ankle"), "shoes"),
        ("clothes/a/a.mhclo", ("kw_CowboyHat",), "head"),
        ("eyelashes/a/a.mhclo", ("x",), "lashes"),
        ("hair/a/a.mhclo", ("Long dress",), "hair"),
        ("a.mhclo", ("TShirt",), "top"),
        ("a.mhclo", ("Male", "denim_jeans02"), "bottom"),
        ("a.mhclo", ("stopwatch",), "shoes"),
    ],
)
def test_the_slot_is_told_by_folder_then_name_then_place(path, words, slot) -> None:
    at_the_feet = np.tile(np.float32((0.1, 0.0, 0.1)), (10, 1))
    assert slot_of(path, words, at_the_feet, BASE) == slot


def test_hair_without_a_telling_name_is_told_by_the_folder_that_is_added_or_by_its_strands(tmp_path) -> None:
    write_asset(tmp_path / "hair" / "short04", "short04")
    assert read(tmp_path / "hair", "short04/short04").piece.entry.slot == "hair"
    assert read(tmp_path / "hair" / "short04", "short04").piece.entry.slot == "hair"
    crown = np.tile(np.float32((0.0, 0.0, BASE[:, 2].max())), (10, 1))
    assert slot_of("a.mhclo", ("short04",), crown, BASE, cut=True) == "hair"
    assert slot_of("a.mhclo", ("short04",), crown, BASE) == "head"
    assert slot_of("a.mhclo", ("veil",), crown, BASE, cut=True) == "head"


def test_what_takes_the_place_of_the_bodys_own_hides_it(tmp_path) -> None:
    write_asset(tmp_path / "teeth" / "t", "t")
    piece = read_asset(Folder(tmp_path), "teeth/t/t.mhclo", BASE).piece
    assert piece.entry.slot == "teeth" and set(range(14992, 15128)) <= set(piece.hides.tolist())
    assert piece.face and piece.bone == ""


def test_shoes_that_lie_below_trousers_do_so_here(tmp_path) -> None:
    write_asset(tmp_path, mhclo=clothes().replace("z_depth 50", "z_depth 5").replace("Casual", "Shoes"))
    entry = read(tmp_path).piece.entry
    assert entry.slot == "shoes" and entry.layer < LAYERS["bottom"]
    write_asset(tmp_path, mhclo=clothes().replace("Casual", "Shoes"))
    assert read(tmp_path).piece.entry.layer == LAYERS["shoes"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_zip_of_any_kind_is_told_in_a_sentence(tmp_path, method) -> None:
    pack = tmp_path / "pack.zip"
    with zipfile.ZipFile(pack, "w", method) as out:
        out.writestr("hat.mhclo", "name hat\nlicense CC0\n" + "# a line of it\n" * 400)
    data = bytearray(pack.read_bytes())
    start = data.index(b"hat.mhclo") + len(b"hat.mhclo")
    for at in range(start + 12, start + 40):
        data[at] ^= 0x5A
    pack.write_bytes(data)
    with pytest.raises(BadFile, match=r"pack\.zip"):
        Packed(pack).read("hat.mhclo", 1 << 20)
