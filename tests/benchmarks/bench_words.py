"""What the embedded encoder understands: of bodies and faces, the attribute that should move, in standard deviations;
of looks, whether what was said is worn, and its picture told from nine others on which it is not.
"""

from __future__ import annotations

import numpy as np
import torch
from look_prompts import prompts

from backend.body import load_body
from backend.clip import load_encoder
from backend.clip.encoder import Encoder
from backend.clip.looks import load_looks
from backend.protocol.errors import NotAvailable
from backend.protocol.folders import data_folder
from backend.training.encoder.bench_words import make_pools, rates, read_prompts, score_prompts, table
from backend.training.encoder.looks.score import among_others, pictures_of, somebody_said


def run() -> dict[str, float]:
    encoder = load_encoder()
    scores = score_prompts(encoder, make_pools(data_folder() / "bench" / "words"), read_prompts())
    print(table(scores))
    found = {name: round(rate, 3) for name, rate in rates(scores).items()}
    print("   ".join(f"{name} {100 * rate:.0f} %" for name, rate in found.items()))
    deviations = {f"deviations: {s.prompt.text} ({s.prompt.attribute})": round(s.deviations, 2) for s in scores}
    return {"prompts": len(scores), **found, **_looks(encoder), **deviations}


def _looks(encoder: Encoder) -> dict[str, float]:
    """Of prompts of looks, the part of which is right: the pieces, the picture among ten, and both. Without a looks
    encoder the pieces alone."""
    said, body = prompts(), load_body("anny")
    people = [somebody_said(body, prompt.text, prompt.sex == "f") for prompt in said]
    lacking = [prompt.missing(person.look) for prompt, person in zip(said, people, strict=True)]
    worn = np.array([not missing for missing in lacking])
    kinds = {"worn": worn}
    problems = [list(missing) for missing in lacking]
    try:
        looks = load_looks(base=encoder)
    except NotAvailable as error:
        print(f"pictures of looks are not measured: {error}")
    else:
        fit = looks.fit([prompt.text for prompt in said], pictures_of(body, people)).numpy()
        told = among_others(fit, lambda text, other: bool(said[text].missing(people[other].look)))
        kinds |= {"told by the encoder": told, "both": worn & told}
        for problem, right in zip(problems, told, strict=True):
            problem += [] if right else ["another picture fits better"]
    for prompt, problem in zip(said, problems, strict=True):
        if problem:
            print(f"looks, {'seen' if prompt.seen else 'unseen'}: {prompt.text}: {', '.join(problem)}")
    found: dict[str, float] = {"looks, prompts": len(said)}
    for seen, name in ((True, "seen"), (False, "unseen")):
        rows = np.array([prompt.seen == seen for prompt in said])
        found |= {f"looks, {name}, {kind}": round(float(right[rows].mean()), 3) for kind, right in kinds.items()}
    print("   ".join(f"{name} {100 * rate:.0f} %" for name, rate in found.items() if name != "looks, prompts"))
    return found


if __name__ == "__main__":
    torch.set_num_threads(2)
    run()
