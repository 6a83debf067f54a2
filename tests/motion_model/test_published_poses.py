"""Priors that others published are told apart by what their files hold, read without running them, kept and used."""

import numpy as np
import pytest
import torch
from torch import nn

from backend.cli import main
from backend.motion.poses.published import (
    KINDS,
    MotionVae,
    PoseRealNVP,
    VPoser,
    is_published,
    read_published,
    rotations_of_smpl,
)
from backend.motion.poses.sources import keep_published, load_kept, source_of
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from rigging.rotations import about

WIDTH, TOKEN = 24, 16


def vposer():
    torch.manual_seed(1)
    net = nn.Sequential(
        nn.Linear(32, WIDTH), nn.LeakyReLU(), nn.Dropout(0.1), nn.Linear(WIDTH, WIDTH), nn.LeakyReLU(),
        nn.Linear(WIDTH, 126),
    )  # fmt: skip
    state = {f"vp_model.decoder_net.{name}": value for name, value in net.state_dict().items()}
    return net.eval(), {"state_dict": state, "hyper_parameters": {"lr": 0.001}, "epoch": 3}


def realnvp():
    torch.manual_seed(2)
    state = {"mask": (torch.rand(8, 1, 32) > 0.5).float()}
    for net in ("s", "t"):
        for block in range(8):
            for place, (wide, tall) in {0: (WIDTH, 544), 2: (WIDTH, WIDTH), 4: (32, WIDTH)}.items():
                state[f"{net}.{block}.{place}.weight"] = 0.1 * torch.randn(wide, tall)
                state[f"{net}.{block}.{place}.bias"] = 0.1 * torch.randn(wide)
    return {"state_dict": state}


def motion_vae():
    decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(TOKEN, 4, 32, 0.1, "gelu"), 2)
    state = {f"decoder.seqTransDecoder.{name}": value for name, value in decoder.state_dict().items()}
    final = nn.Linear(TOKEN, 330)
    state |= {"decoder.finallayer.weight": final.weight.data, "decoder.finallayer.bias": final.bias.data}
    places = torch.randn(60, 1, TOKEN)  # each half has them
    state |= {"encoder.pos_encoder.pe": places, "decoder.pos_encoder.pe": places}
    state |= {"encoder.query": torch.randn(1, TOKEN), "encoder.final.weight": torch.randn(TOKEN, TOKEN)}
    return {"state_dict": state}


FILES = {
    "vposer": lambda: vposer()[1],
    "pose-realnvp": realnvp,
    "motion-vae": motion_vae,
    "pose-codebook": lambda: {"codebook": torch.randn(20, 32), "codebook_embedding": torch.randn(20, 512)},
    "shape-codebook": lambda: {torch.randn(12, 16): torch.randn(12, 512)},
}


def saved(kind, folder):
    path = folder / ("snapshot.ckpt" if kind == "vposer" else "codebook.pth")
    torch.save(FILES[kind](), path)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_told_apart_by_what_they_hold(kind, tmp_path):
    path = saved(kind, tmp_path)
    assert is_published(path) and read_published(path).kind == kind


def test_vposer_decodes_as_its_own_net_and_turns_become_ours(tmp_path):
    net, file = vposer()
    torch.save(file, tmp_path / "v.ckpt")
    latents = torch.randn(3, 32)
    found = VPoser(read_published(tmp_path / "v.ckpt").tensors)(latents)
    columns = net(latents).reshape(3, 21, 3, 2)
    assert torch.allclose(found[..., 0], nn.functional.normalize(columns[..., 0], dim=-1), atol=1e-5)
    assert torch.allclose(found @ found.transpose(-1, -2), torch.eye(3).expand_as(found), atol=1e-5)
    names = ("hip", "abdomen", "chest", "neck", "head", *(s + p for s in "rl" for p in ("Collar", "Shldr", "ForeArm", "Hand", "Thigh", "Shin", "Foot")))  # fmt: skip  # noqa: E501
    skeleton = type("S", (), {"names": names, "at": lambda self, name: names.index(name)})()
    body = torch.eye(3).repeat(1, 21, 1, 1)
    body[0, 15] = torch.from_numpy(about("z", 0.7)).float()  # SMPL's left shoulder, Z forward: the arm goes up
    ours = rotations_of_smpl(skeleton, body)[0, names.index("lShldr")].numpy()
    assert np.allclose(ours, about("y", -0.7), atol=1e-6)


def test_a_flow_and_a_motion_come_out_of_their_files(tmp_path):
    flow = PoseRealNVP(read_published(saved("pose-realnvp", tmp_path)).tensors)
    text = nn.functional.normalize(torch.randn(1, 512), dim=-1)
    one, other = flow(torch.ones(2, 32), text), flow(torch.ones(2, 32), -text)
    assert one.shape == (2, 32) and torch.allclose(one[0], one[1]) and not torch.allclose(one, other)
    motion = MotionVae(read_published(saved("motion-vae", tmp_path)).tensors)(torch.zeros(2, TOKEN), 30)
    assert motion.shape == (2, 30, 55, 3, 3)
    assert torch.allclose(torch.linalg.det(motion), torch.ones(2, 30, 55), atol=1e-4)


def test_damaged_and_other_files_are_refused(tmp_path):
    broken = FILES["pose-realnvp"]()
    del broken["state_dict"]["t.7.4.weight"]
    torch.save(broken, tmp_path / "a.pth")
    with pytest.raises(BadFile, match="do not fit"):
        read_published(tmp_path / "a.pth")
    nan = FILES["pose-codebook"]()
    nan["codebook"][3, 3] = float("nan")
    torch.save(nan, tmp_path / "b.pth")
    with pytest.raises(BadFile, match="not finite"):
        read_published(tmp_path / "b.pth")
    (tmp_path / "c.pth").write_bytes(b"hello")
    torch.save({"weights": torch.ones(3)}, tmp_path / "d.pth")
    assert not is_published(tmp_path / "c.pth") and not is_published(tmp_path / "d.pth")


def test_they_are_added_by_content_and_used_by_name(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    folder = tmp_path / "files"
    folder.mkdir()
    torch.save(FILES["vposer"](), folder / "V02_05_epoch.ckpt")
    torch.save(FILES["pose-codebook"](), folder / "codebook.pth")
    assert main(["models", "add", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "vposer" in told and "pose-codebook" in told and "may not be sold" in told
    assert load_kept("vposer").kind == "vposer"

    class Model:
        skeleton = None

    source = source_of("vposer", Model())  # pyright: ignore[reportArgumentType]
    assert source.codes is not None and source.codes.latents.shape == (20, 32)
    with pytest.raises(BadRequest, match="RealNVP"):
        source.drawn(2, "waving", torch.zeros(512), torch.Generator())
    with pytest.raises(NotAvailable):
        source_of("nobody", Model())  # pyright: ignore[reportArgumentType]
    keep_published(read_published(saved("shape-codebook", tmp_path)), "here")
    with pytest.raises(BadRequest, match="no poses"):
        source_of("shape-codebook", Model())  # pyright: ignore[reportArgumentType]
