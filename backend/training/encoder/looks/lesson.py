"""The looks lesson: from the towers that ship, towers of their own for what dressed people wear. Seeded, resumable.

The towers of bodies are not touched, so that nothing they know is lost. The image tower starts as a copy of theirs, of
which the early stages, which see edges and colours, stay as they are; the text tower reads with their table of tokens.
Both learn by regression to the axes of looks: a picture to what it shows, a text to what people look like who were made
for it. A pair of people in every shard differs in colours and build alone, so that neither stands for the clothes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from assets import asset
from backend.clip.encoder import EMBEDDED_MODEL, add_architecture, create_untrained, load_trained, tokenizer_of
from backend.clip.looks import CARD, LOOKS_MODEL, SIGHT, TOKENS, LooksEncoder
from backend.training.encoder import towers
from backend.training.encoder.looks.axes import Axes, axes_of
from backend.training.encoder.looks.people import SHARD, TEXT_SHARD, People, read_people, write_people
from backend.words.looks.plainer import in_known_words

PICTURE_SHARDS, TEXT_SHARDS, HELD_OUT = 152, 30, 6
"""shards of pictures and of texts, and of pictures that are for scores alone"""
TEXT = towers.Schedule(3000, 192, 1.2e-3)
IMAGE = towers.Schedule(3000, 48, 8e-4)
WORKERS = 2
_HELD_SEED, _TEXT_SEED = 9_000, 1_000
_FROZEN_STAGES = 2
_ROUND = 60
"""steps that one set of shaken pictures is used for, each two times"""
_FAR = 6.0
_GREY = 0.5
_RIDGE = 1e-2
_CONSTANT = 1e-3
Report = Callable[[str], None]


def train(folder: Path, seed: int = 0, scale: float = 1.0, target: Path | None = None) -> None:
    """The lesson alone, on the encoder that ships. target: assets/encoder unless the scale is not 1, then
    `folder`/encoder."""
    began = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    target = target or (asset("encoder") if scale == 1.0 else folder / "encoder")
    train_looks(folder, asset("encoder"), target, report, seed, scale)
    report(f"written to {target}")


def train_looks(folder: Path, base: Path, target: Path, report: Report, seed: int = 0, scale: float = 1.0) -> None:
    """Data and checkpoints in `folder`, kept, so that a second call goes on. base: the folder of the embedded encoder
    from which it starts; target: where the files go."""
    folder.mkdir(parents=True, exist_ok=True)
    shards = folder / "shards"

    def made(first: int, count: int, kind: str) -> People:
        pictures = kind != "texts"
        size = max(16, round((SHARD if pictures else TEXT_SHARD) * min(1.0, scale * 8)))
        first += seed * 100_000
        seeds = range(first, first + max(1, round(count * scale)))
        told = lambda done, total: report(f"{kind}: {done} of {total} shards")  # noqa: E731
        return read_people(write_people(shards, seeds, WORKERS, told, pictures=pictures, count=size))

    texts = made(_TEXT_SEED, TEXT_SHARDS, "texts")
    held = made(_HELD_SEED, HELD_OUT, "held-out pictures")
    shown = made(0, PICTURE_SHARDS, "pictures")
    schedules = (_scaled(TEXT, seed, scale), _scaled(IMAGE, seed, scale))
    learn(texts, shown, held, schedules, folder, base, target, report)


def learn(
    texts: People,
    shown: People,
    held: People,
    schedules: tuple[towers.Schedule, towers.Schedule],
    folder: Path,
    base: Path,
    target: Path,
    report: Report,
) -> None:
    """Both towers from data that is there, and their files. schedules: of texts and of pictures."""
    axes = axes_of(texts.traits)
    report(f"{len(texts.texts)} people in texts, {len(shown.texts)} in pictures, {len(axes.names)} axes")
    model = _begun(load_trained(base).model, len(axes.names), folder)
    tokenizer = tokenizer_of(LOOKS_MODEL)
    said = [(text, traits) for people in (texts, shown) for text, traits in _said(people)]
    rows = axes.rows([traits for _, traits in said])
    learn_texts(model, tokenizer, [text for text, _ in said], rows, schedules[0], folder / "looks-text.pt", report)
    learn_pictures(model, shown.images, axes.rows(shown.traits), schedules[1], folder / "looks-image.pt", report)
    found = seen(model, held.images)
    sight = sight_of(found, axes.rows(held.traits))
    encoder = LooksEncoder(model.eval(), tokenizer, axes.names, torch.from_numpy(sight), "cpu")
    report(_told(encoder, held, axes, found))
    write(model, sight, axes, folder, target)


def _said(people: People) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Every text, in the words in which it will be read, with the traits of the person of whom it is true."""
    for texts, traits in zip(people.texts, people.traits, strict=True):
        yield from ((text, traits) for text in dict.fromkeys(map(in_known_words, texts)))


def _scaled(schedule: towers.Schedule, seed: int, scale: float) -> towers.Schedule:
    return towers.Schedule(max(20, round(schedule.steps * scale)), schedule.batch, schedule.rate, seed)


def _begun(base: Any, dimension: int, folder: Path) -> Any:
    """A model with the weights of the embedded one but in what leads to its own axes; what stays has no gradients."""
    plain = json.loads(asset("encoder", f"{EMBEDDED_MODEL}.json").read_text(encoding="utf-8"))
    file = folder / f"{LOOKS_MODEL}.json"
    file.write_text(json.dumps({**plain, "embed_dim": dimension}, indent=2) + "\n", encoding="utf-8")
    torch.manual_seed(0)
    model = create_untrained(add_architecture(file))
    own = model.state_dict()
    same = {n: v.clone() for n, v in base.state_dict().items() if n in own and own[n].shape == v.shape}
    model.load_state_dict(same, strict=False)
    with torch.no_grad():
        model.visual.head.proj.weight.mul_(0.1)
        model.visual.head.proj.bias.zero_()
        model.text_projection.mul_(0.1)
    model.token_embedding.requires_grad_(False)
    for part in (model.visual.trunk.stem, *list(model.visual.trunk.stages)[:_FROZEN_STAGES]):
        part.requires_grad_(False)
    model.logit_scale.requires_grad_(False)
    return model


def learn_texts(
    model: Any,
    tokenizer: Callable,
    texts: list[str],
    rows: np.ndarray,
    schedule: towers.Schedule,
    checkpoint: Path,
    report: Report,
) -> None:
    """The text tower learns what people look like of whom a text is true: rows (N, D). Resumes from `checkpoint`."""
    tokens = torch.cat([tokenizer(texts[k : k + 4096]) for k in range(0, len(texts), 4096)])
    goals = torch.from_numpy(rows).clamp(-_FAR, _FAR)
    lengths = tokens.argmax(-1)

    def loss(step: int) -> Tensor:
        generator = torch.Generator().manual_seed(schedule.seed * 1_000_003 + step)
        chosen = torch.randint(len(tokens), (schedule.batch,), generator=generator)
        chosen = chosen[lengths[chosen].argsort()]
        found = torch.cat([towers.encode_tokens(model, tokens[part]) for part in chosen.chunk(4)])
        return ((found - goals[chosen]) ** 2).mean()

    towers.descend(model, towers.IS_TEXT, loss, schedule, checkpoint, report)


def learn_pictures(
    model: Any, images: np.ndarray, rows: np.ndarray, schedule: towers.Schedule, checkpoint: Path, report: Report
) -> None:
    """The image tower learns what pictures (N, 2, H, W, 4) show: rows (N, D). Resumes."""
    pictures = torch.from_numpy(images).flatten(0, 1).permute(0, 3, 1, 2)
    goals = torch.from_numpy(rows).clamp(-_FAR, _FAR).repeat_interleave(2, 0)
    size = int(model.visual.image_size[0])
    scenery = towers.make_scenery(size, torch.Generator().manual_seed(schedule.seed))
    trunk = model.visual.trunk
    kept: dict[int, tuple[Tensor, Tensor]] = {}

    def begin(number: int) -> tuple[Tensor, Tensor]:
        """Pictures of a round, and what the stages that stay make of them."""
        generator = torch.Generator().manual_seed(schedule.seed * 1_000_003 + number)
        chosen = torch.randint(len(pictures), (_ROUND * schedule.batch // 2,), generator=generator)
        made = []
        for part in chosen.split(128):
            mirrored = bool(torch.rand((), generator=generator) < 0.5)
            shaken = towers.shaken(pictures[part], size, mirrored, generator)
            made.append(_early(trunk, (towers.dressed(shaken, scenery, generator) - 0.5) / 0.5))
        return chosen, torch.cat(made)

    def loss(step: int) -> Tensor:
        number, place = divmod(step, _ROUND)
        if number not in kept:
            kept.clear()
            kept[number] = begin(number)
        chosen, early = kept[number]
        time, start = divmod(place * schedule.batch, len(chosen))
        mixed = torch.Generator().manual_seed((schedule.seed * 1_000_003 + number) * 2 + time)
        batch = torch.randperm(len(chosen), generator=mixed)[start : start + schedule.batch]
        found = _late(model.visual, early[batch])
        return ((found - goals[chosen[batch]]) ** 2).mean()

    model.visual.train()
    for part in (trunk.stem, *list(trunk.stages)[:_FROZEN_STAGES]):
        part.eval()
    # a step of Muon takes as long as some hundred pictures, and the kernels are good already
    towers.descend(model, towers.IS_IMAGE, loss, schedule, checkpoint, report, kernels_by_muon=False)
    model.visual.eval()


@torch.no_grad()
def _early(trunk: Any, pictures: Tensor) -> Tensor:
    found = trunk.stem(pictures.contiguous(memory_format=torch.channels_last))
    for stage in list(trunk.stages)[:_FROZEN_STAGES]:
        found = stage(found)
    return found


def _late(visual: Any, found: Tensor) -> Tensor:
    for stage in list(visual.trunk.stages)[_FROZEN_STAGES:]:
        found = stage(found)
    return visual.head(visual.trunk.head(found))


@torch.no_grad()
def seen(model: Any, images: np.ndarray) -> np.ndarray:
    """(N, 2, D) of the pictures (N, 2, H, W, 4) before grey."""
    model.visual.eval()
    found = []
    for part in np.array_split(images, max(1, len(images) // 64)):
        pixels = torch.from_numpy(part).float().flatten(0, 1).permute(0, 3, 1, 2) / 255
        image = pixels[:, :3] + _GREY * (1 - pixels[:, 3:])
        found.append(model.encode_image((image - 0.5) / 0.5).reshape(len(part), 2, -1))
    return torch.cat(found).numpy()


def sight_of(found: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(2, D) float32: how much of each view (N, 2, D) predicts the truth (N, D) best, on people not learned."""
    square = np.einsum("nvd,nwd->dvw", found, found) / len(found)
    with_truth = np.einsum("nvd,nd->dv", found, rows) / len(found)
    square += _RIDGE * np.eye(2)
    weights = np.linalg.solve(square, with_truth[..., None])[..., 0]
    return np.clip(weights, 0.0, 1.5).T.astype(np.float32)


def _told(encoder: LooksEncoder, held: People, axes: Axes, found: np.ndarray) -> str:
    """How well it knows those that were held out: correlation by axis, and one of ten pictures found for a text."""
    rows = axes.rows(held.traits)
    merged = (found * encoder.sight.numpy()).sum(1)
    pairs = [(a, b) for a, b in zip(merged.T, rows.T, strict=True) if min(a.std(), b.std()) > _CONSTANT]
    correlation = [float(np.corrcoef(a, b)[0, 1]) for a, b in pairs]
    said = [k for k, texts in enumerate(held.texts) if texts]
    directions = merged[said] / np.linalg.norm(merged[said], axis=1, keepdims=True)
    scores = encoder.encode_texts([held.texts[k][0] for k in said]).numpy() @ directions.T
    rng = np.random.default_rng(0)
    right = []
    for place in range(len(said)):
        others = rng.choice([k for k in range(len(said)) if k != place], min(9, len(said) - 1), replace=False)
        right.append(scores[place, place] > scores[place, others].max())
    return f"held out: mean correlation {np.mean(correlation or [0.0]):.2f}, one of ten {100 * np.mean(right):.0f} %"


def write(model: Any, sight: np.ndarray, axes: Axes, folder: Path, target: Path) -> None:
    """The files that `load_looks` reads."""
    target.mkdir(parents=True, exist_ok=True)
    state = {n: v.half() if v.is_floating_point() else v for n, v in model.state_dict().items() if n != TOKENS}
    state[SIGHT] = torch.from_numpy(sight)
    partial = target / f".{LOOKS_MODEL}.partial"
    save_file({n: v.contiguous() for n, v in state.items()}, partial)
    partial.replace(target / f"{LOOKS_MODEL}.safetensors")
    shape = (folder / f"{LOOKS_MODEL}.json").read_text(encoding="utf-8")
    (target / f"{LOOKS_MODEL}.json").write_text(shape, encoding="utf-8")
    (target / CARD).write_text(json.dumps({"axes": list(axes.names)}, indent=1) + "\n", encoding="utf-8")
