"""From words to sliders: what sampling, rating, training and a word's slider cost; beside them, in the same run, the
published pipeline's own parts: PyTorch3D with one picture of 1024 pixels a step, and its net.

Seconds of computing are those of the processor (one thread); what goes through the socket is told by the clock.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import psutil
import torch
from torch import Tensor

from backend.body import BodyData
from backend.clip import Encoder

BODIES, LEARNED = 32, 6000
DRAG, WARM_UP = 120, 20
PUBLISHED_SIZE, PUBLISHED_ANGLE, PUBLISHED_DISTANCE = 1024, 30.0, 4.2
Number = float | str


def run() -> dict[str, Number]:
    torch.set_num_threads(1)
    numbers: dict[str, Number] = {"bodies": BODIES, "bodies_learned_from": LEARNED}
    numbers |= data()
    numbers |= training()
    numbers |= sliders()
    numbers |= socket()
    numbers |= published_pictures()
    for name, value in numbers.items():
        print(f"   {name:<44} {value if isinstance(value, str) else format(value, '10.2f')}")
    return numbers


def spent(action: Callable[[], object]) -> float:
    """Seconds of the processor."""
    begun = time.process_time()
    action()
    return time.process_time() - begun


def resident_mb() -> float:
    return psutil.Process().memory_info().rss / 2**20


def data() -> dict[str, Number]:
    """Bodies drawn, rendered and packed, and rated, a second, on one core."""
    from backend.body import load_body
    from backend.clip import load_encoder

    body, encoder = load_body("anny"), load_encoder()
    found: dict[str, Number] = {}
    for space in ("body", "face"):
        made, rated = _data_of(body, encoder, space)
        found |= {f"samples_of_{space}_per_s": made, f"pictures_of_{space}_rated_per_s": rated}
    return found | {"sampling_and_rating_resident_mb": resident_mb()}


def _data_of(body: BodyData, encoder: Encoder, space: str) -> tuple[float, float]:
    from backend.semantics.scoring import embedded
    from backend.training.semantics.sample import photographer_of, plan_of, shard_content
    from backend.training.semantics.shards import unpacked

    plan = plan_of(body, space, shard=BODIES)
    embedded(encoder, photographer_of(plan).pictures(body.template[None]))  # warm
    shards: list[bytes] = []
    making = spent(lambda: shards.append(shard_content(plan, 0)))
    rating = spent(lambda: embedded(encoder, unpacked(shards[0], "", plan).images))
    return BODIES / making, BODIES * len(plan.views) / rating


def training() -> dict[str, Number]:
    """Seconds of both designs' whole training on as many bodies as the mapper of Anny's body saw."""
    from backend.semantics.known import load_mapper
    from backend.training.semantics.draw import drawn
    from backend.training.semantics.train import Lesson, train_mapper, train_published

    mapper = load_mapper("anny-body")
    card, space = mapper.card, mapper.space
    count = round(LEARNED / 0.8)  # a tenth chooses the best epoch, another is kept for the evaluation
    values = torch.from_numpy(drawn(space, count, np.random.default_rng(0)))
    steps = (values - space.column("default")) / space.column("spread")
    part = np.array([2, 1, *[0] * 8])[np.arange(count) % 10]
    mean, deviation = torch.tensor(card.mean), torch.tensor(card.deviation)
    lesson = Lesson(space, card.scoring, steps, mapper.scores(values), mean, deviation, part)
    found: dict[str, Number] = {}
    nets = {}
    for name, train in (
        ("training", partial(train_mapper, lesson, "bench")),
        ("published", partial(train_published, lesson)),
    ):
        before = resident_mb()
        found[f"{name}_s"] = spent(lambda name=name, train=train: nets.update({name: train()}))
        found[f"{name}_adds_mb"] = resident_mb() - before
    parameters = {"training": nets["training"].net, "published": nets["published"]}
    sizes = {f"{name}_parameters": sum(p.numel() for p in net.parameters()) for name, net in parameters.items()}
    return {name.replace("published_", "published_training_"): value for name, value in (found | sizes).items()}


def sliders() -> dict[str, Number]:
    """Milliseconds from a word's slider to parameters: our solve, which holds the other words; the published net."""
    from backend.semantics.known import load_mapper
    from backend.semantics.nets import PUBLISHED_HIDDEN, ForwardNet

    found: dict[str, Number] = {}
    for name in ("anny-body", "anny-face", "anny-expression"):
        mapper = load_mapper(name)
        start, words = mapper.space.column("default"), mapper.words
        taken = [
            1e3 * spent(partial(mapper.moved, start, {words[k % len(words)]: float(place)}))
            for k, place in enumerate(np.sin(np.linspace(0, 4 * np.pi, DRAG)))
        ][WARM_UP:]
        found[f"solve_{name}_median_ms"] = statistics.median(taken)
        found[f"solve_{name}_p95_ms"] = statistics.quantiles(taken, n=20)[-1]
        net = ForwardNet((len(words), *PUBLISHED_HIDDEN, len(mapper.space.axes))).requires_grad_(False)
        scores = mapper.scores(start)[None]
        taken = [1e3 * spent(partial(net, scores)) for _ in range(DRAG)][WARM_UP:]
        found[f"published_net_{name}_median_ms"] = statistics.median(taken)
    return found


def socket() -> dict[str, Number]:
    """Milliseconds from a changed word slider to the moved body, through socket, server and worker, by the clock; the
    same for a slider of the body, and the memory of the worker."""
    from backend.protocol.requests import LiveShapeRequest
    from backend.server.local import local_server

    found: dict[str, Number] = {}
    with local_server() as server, server.client() as client:
        for what in ("slider", "word"):
            taken = []
            for step in range(WARM_UP + DRAG):
                place = 0.6 * abs((step % 60) / 30 - 1)
                sliders, words = ({"height": place}, {}) if what == "slider" else ({}, {"muscular": place})
                request = LiveShapeRequest(measure=False, sliders=sliders, words=words)
                begun = time.perf_counter()
                client.wait(client.submit(request, key="drag"))
                taken.append(1e3 * (time.perf_counter() - begun))
            found[f"{what}_through_socket_median_ms"] = statistics.median(taken[WARM_UP:])
            found[f"{what}_through_socket_p95_ms"] = statistics.quantiles(taken[WARM_UP:], n=20)[-1]
        workers = psutil.Process().children(recursive=True)
        found["largest_process_of_backend_mb"] = max(p.memory_info().rss for p in workers) / 2**20
    return found


def published_pictures() -> dict[str, Number]:
    """One picture of 1024 pixels as the published pipeline renders it, and ours of the same body at the same size and
    at the one that is rated. Where PyTorch3D is not installed, ours alone."""
    from backend.body import load_body, rest_shape
    from backend.render import orbit_camera, render, topology

    body = load_body("anny")
    vertices = rest_shape(body, body.defaults[None])
    mesh, grey = topology(body.faces), torch.full((vertices.shape[1], 3), 0.7)

    def ours(size: int) -> float:
        camera = orbit_camera(vertices, 0.0, 10.0, PUBLISHED_ANGLE)
        draw = lambda: render(vertices, mesh, camera, (size, size), vertex_colours=grey, light="lit")  # noqa: E731
        draw()
        return statistics.median(spent(draw) for _ in range(5))

    found: dict[str, Number] = {"picture_of_1024_s": ours(PUBLISHED_SIZE), "picture_of_112_s": ours(112)}
    if importlib.util.find_spec("pytorch3d") is None:
        return found | {"published_picture_of_1024_s": "not measured: PyTorch3D is not installed"}
    return found | {"published_picture_of_1024_s": _by_pytorch3d(vertices[0], body.faces)}


def _by_pytorch3d(vertices: Tensor, faces: Tensor) -> float:
    from pytorch3d.renderer import (  # type: ignore[import-not-found]
        BlendParams,
        FoVPerspectiveCameras,
        MeshRasterizer,
        MeshRenderer,
        PointLights,
        RasterizationSettings,
        SoftPhongShader,
        TexturesVertex,
        look_at_view_transform,
    )
    from pytorch3d.structures import Meshes  # type: ignore[import-not-found]

    upright = torch.stack([vertices[:, 0], vertices[:, 2] - 0.5 * vertices[:, 2].max(), -vertices[:, 1]], 1)
    rotation, place = look_at_view_transform(PUBLISHED_DISTANCE, 10.0, 0.0)
    cameras = FoVPerspectiveCameras(R=rotation, T=place, fov=PUBLISHED_ANGLE, znear=0.1)
    raster = MeshRasterizer(
        cameras, RasterizationSettings(image_size=PUBLISHED_SIZE, blur_radius=0.0, faces_per_pixel=1)
    )
    lights = PointLights(location=[[0.0, 2.0, 2.0]], ambient_color=[[0.8] * 3], specular_color=[[0.2] * 3])
    blend = BlendParams(1e-6, 1e-6, (0.0, 0.0, 0.0))
    shader = SoftPhongShader(cameras=cameras, lights=lights, blend_params=blend)
    mesh = Meshes([upright], [torch.as_tensor(faces).long()], TexturesVertex(torch.full((1, len(upright), 3), 0.7)))
    shown: list[Tensor] = []
    seconds = spent(lambda: shown.append(MeshRenderer(raster, shader)(mesh)))
    covered = float((shown[0][0, :, :, 3] > 0).float().mean())
    assert 0.02 < covered < 0.5, f"the body covers {covered:.0%} of the picture"
    return seconds


if __name__ == "__main__":
    run()
